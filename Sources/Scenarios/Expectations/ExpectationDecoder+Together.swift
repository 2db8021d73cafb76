import Diagnostics
import HTTP
import JSON

extension ExpectationDecoder {
    static let percentiles = ["p50", "p90", "p95", "p99", "p99.9", "max", "mean"]

    func together(_ reader: ObjectReader) -> SetExpectation {
        var together = SetExpectation()
        together.counts = reader["counts"].map(counts) ?? []
        together.unique = reader["unique"].map { values($0, "'unique'") } ?? []
        together.same = reader["same"].map { values($0, "'same'") } ?? []
        together.latency = reader["latency"].map { limits($0, "'latency'") } ?? []
        together.flowTime = reader["flowTime"].map { limits($0, "'flowTime'") } ?? []
        together.failures = reader["failures"].flatMap { Leaf.share($0, problems) }
        together.goodput = reader["goodput"].flatMap { Leaf.rate($0, problems) }
        return together
    }

    private func counts(_ node: JSONNode) -> [(counted: SetExpectation.Counted, name: String, matcher: Matcher)] {
        guard let members = ObjectReader.members(of: node, "'counts'", problems) else { return [] }
        return members.compactMap { member in
            let matcher = MatcherDecoder(problems: problems).matcher(member.value)
            if let category = FailureCategory(rawValue: member.name) {
                return (.failures(category), member.name, matcher)
            }
            if let statuses = StatusSet(member.name) { return (.statuses(statuses), member.name, matcher) }
            let names = FailureCategory.allCases.map(\.rawValue)
            let nearest = NearestWord.suggest(member.name, among: names).map { "did you mean '\($0)'?" }
            problems.add(
                "'\(member.name)' is neither a status, nor a range, nor a kind of failure",
                at: member.nameLocation,
                help: nearest ?? "write \"200\", \"2xx\" or \"timeout\""
            )
            return nil
        }
    }

    private func values(_ node: JSONNode, _ what: String) -> [SetExpectation.Value] {
        (node.elements ?? [node]).compactMap { node in
            if node.string == "body" { return .body }
            return Leaf.path(node, problems).map { .path($0) }
        }
    }

    /// Upper limits in nanoseconds, by percentile.
    func limits(_ node: JSONNode, _ what: String) -> [(name: String, limit: UInt64)] {
        guard let reader = ObjectReader(node, what, keys: Self.percentiles, problems) else {
            return []
        }
        return reader.members.compactMap { member in
            Leaf.duration(member.value, problems).map { (member.name, $0) }
        }
    }
}
