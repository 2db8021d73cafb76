package import Decoding
import Diagnostics
import HTTP
package import JSON
import JSONPath
import JSONSchema
import Matching
package import Substitution

/// Decodes an `expect`, or a question's `when`, whose `${...}` are replaced.
package struct ExpectationDecoder {
    let problems: Problems
    let files: FileStore
    /// Whether the keys for the responses of a burst or load are allowed.
    let forMany: Bool

    package init(problems: Problems, files: FileStore, forMany: Bool) {
        self.problems = problems
        self.files = files
        self.forMany = forMany
    }

    static let keys = Expectation.keys + SetExpectation.keys

    var matchers: MatcherDecoder { MatcherDecoder(problems: problems) }

    package func expectation(_ node: JSONNode) -> Expectation {
        var expectation = Expectation()
        guard let reader = ObjectReader(node, "an expectation", keys: Self.keys, problems) else { return expectation }
        if !forMany {
            for member in reader.present(SetExpectation.keys) {
                problems.add(
                    "'\(member.name)' needs a burst or a load",
                    at: member.nameLocation,
                    misses: [.traffic]
                )
            }
        }
        if let failure = reader["failure"] {
            expectation.failure = failures(failure)
            for member in reader.present(Expectation.keys) where member.name != "failure" && member.name != "within" {
                problems.add(
                    "'\(member.name)' can't hold when the exchange must fail",
                    at: member.nameLocation,
                    help: "remove it, or 'failure'"
                )
            }
        }
        expectation.status = reader["status"].flatMap { StatusSet.decode($0, problems) }
        expectation.version = reader["version"].flatMap(version)
        expectation.headers = named(reader["headers"], "'headers'")
        expectation.headerCount = named(reader["headerCount"], "'headerCount'")
        expectation.json = reader["json"].map(paths) ?? []
        expectation.schema = reader["schema"].flatMap(schema)
        expectation.xml = xml(reader)
        expectation.body = reader["body"].flatMap(body)
        expectation.exchange = exchange(reader)
        expectation.stream = reader["stream"].flatMap(stream)
        expectation.within = reader.duration("within")
        expectation.together = together(reader)
        expectation.byStatus = byStatus(reader["byStatus"])
        return expectation
    }

    /// What holds of responses of some status: `expect` objects, by status or range.
    private func byStatus(_ node: JSONNode?) -> [(statuses: StatusSet, expectation: Expectation)] {
        guard let node, let members = ObjectReader.members(of: node, "'byStatus'", problems) else { return [] }
        let keys = [
            "version", "headers", "headerCount", "cookies", "json", "schema", "xpath", "namespaces", "css", "body",
            "stream", "within",
        ]
        return members.compactMap { member in
            guard let statuses = StatusSet(member.name) else {
                if member.pendingName != nil { return nil }
                problems.add(
                    "'\(member.name)' is neither a status nor a range",
                    at: member.nameLocation,
                    help: "write \"200\", \"2xx\" or \"400-499\""
                )
                return nil
            }
            guard ObjectReader(member.value, "what holds of a status", keys: keys, problems) != nil else { return nil }
            let decoder = ExpectationDecoder(problems: problems, files: files, forMany: false)
            return (statuses, decoder.expectation(member.value))
        }
    }

    private func version(_ node: JSONNode) -> String? {
        guard let text = Leaf.text(node, "'version'", problems), !node.isPending else { return nil }
        let known = ["HTTP/1.0", "HTTP/1.1", "HTTP/2"]
        if known.contains(text) { return text }
        problems.add(
            "unknown version '\(text)'",
            at: node.location,
            help: "write one of \(known.joined(separator: ", "))"
        )
        return nil
    }

    func named(_ node: JSONNode?, _ what: String) -> [Expectation.Named] {
        guard let node, let members = ObjectReader.members(of: node, what, problems) else { return [] }
        return members.map { Expectation.Named(name: $0.name, matcher: matchers.matcher($0.value)) }
    }

    func paths(_ node: JSONNode) -> [Expectation.AtPath] {
        guard let members = ObjectReader.members(of: node, "'json'", problems) else { return [] }
        return members.compactMap { member in
            let matcher = matchers.matcher(member.value)
            return path(member).map { Expectation.AtPath(path: $0, matcher: matcher) }
        }
    }

    private func path(_ member: JSONNode.Member) -> JSONPath? {
        if member.pendingName != nil { return nil }
        return Leaf.path(member.name, member.nameLocation, problems) { member.nameLocation(ofUTF8: $0) }
    }

    private func xml(_ reader: ObjectReader) -> XMLExpectation {
        var expectation = XMLExpectation()
        // A suite may say once for all scenarios what its prefixes mean.
        if reader["xpath"] != nil {
            expectation.namespaces = XMLExpectation.namespaces(reader["namespaces"], problems)
        }
        for (member, matcher) in places(reader, "xpath") {
            guard let path = XMLExpectation.path(member.name, at: member.nameLocation, problems) else { continue }
            expectation.paths.append(XMLExpectation.AtPath(path: path, matcher: matcher))
        }
        for (member, matcher) in places(reader, "css") {
            let selector = XMLExpectation.selector(member.name, at: member.nameLocation, problems) { range in
                member.nameLocation(ofUTF8: range)
            }
            guard let selector else { continue }
            expectation.selectors.append(XMLExpectation.AtSelector(selector: selector, matcher: matcher))
        }
        return expectation
    }

    /// What is looked for at places of a content, whose names are known.
    private func places(_ reader: ObjectReader, _ key: String) -> [(JSONNode.Member, Matcher)] {
        let members = reader[key].flatMap { ObjectReader.members(of: $0, "'\(key)'", problems) } ?? []
        return members.compactMap { member in
            let matcher = matchers.matcher(member.value)
            return member.pendingName == nil ? (member, matcher) : nil
        }
    }

    func schema(_ node: JSONNode) -> JSONSchema? {
        if node.holdsPending { return nil }
        if let name = node.string {
            let path = FileStore.resolve(name, relativeTo: node.location.file.path)
            return files.schema(path) { SchemaLoader(problems: problems, files: files).load(path, named: node) }
        }
        return files.schema(
            "inline \(FileStore.resolve("", relativeTo: node.location.file.path)) \(node.value.plainText)"
        ) {
            SchemaLoader(problems: problems, files: files).compile(node)
        }
    }

    func body(_ node: JSONNode) -> BodyExpectation? {
        if node.string != nil || node.isPending { return BodyExpectation(text: [matchers.matcher(node)]) }
        guard let reader = ObjectReader(node, "'body'", keys: BodyExpectation.keys, problems) else { return nil }
        var body = BodyExpectation()
        for member in reader.present(["equals", "contains", "matches", "startsWith", "endsWith", "not"]) {
            let single = JSONNode(content: .object([member]), location: node.location)
            body.text.append(matchers.matcher(single))
        }
        body.size = reader["size"].map(size)
        body.contentType = reader["contentType"].map(matchers.matcher)
        body.isEmpty = reader.flag("empty")
        body.sha256 = reader.text("sha256")
        return body
    }

    /// A matcher in which sizes are written with units: `{ "<=": "1MiB" }`, `"12B"`.
    private func size(_ node: JSONNode) -> Matcher {
        switch node.content {
        case .string, .pending:
            return Leaf.size(node, problems).map { .equals(.number(JSONNumber($0))) } ?? .deferred
        case .object(let members):
            let plain = members.map { member -> JSONNode.Member in
                guard Comparison(rawValue: member.name) != nil || member.name == "equals",
                    let bytes = Leaf.size(member.value, problems)
                else { return member }
                var member = member
                member.value = JSONNode(.number(JSONNumber(bytes)), at: member.value.location)
                return member
            }
            return matchers.matcher(JSONNode(content: .object(plain), location: node.location))
        case .null, .bool, .number, .array:
            problems.add(
                "a size needs a unit, found \(Leaf.found(node))",
                at: node.location,
                help: "write \"120B\" or { \"<=\": \"1MiB\" }"
            )
            return .deferred
        }
    }

    private func failures(_ node: JSONNode) -> [FailureCategory] {
        (node.elements ?? [node]).compactMap { node in
            guard let text = Leaf.text(node, "'failure'", problems), !node.isPending else { return nil }
            if let category = FailureCategory(rawValue: text) { return category }
            let names = FailureCategory.allCases.map(\.rawValue)
            problems.add(
                "unknown kind of failure '\(text)'",
                at: node.location,
                help: UnknownName.help(text, among: names)
            )
            return nil
        }
    }
}

extension ExpectationDecoder {
    static let percentiles = ["p50", "p90", "p95", "p99", "p99.9", "max", "mean"]

    func together(_ reader: ObjectReader) -> SetExpectation {
        var together = SetExpectation()
        together.counts = reader["counts"].map(counts) ?? []
        together.countsSource = reader["counts"]?.value
        together.unique = reader["unique"].map { values($0, "'unique'") } ?? []
        together.same = reader["same"].map { values($0, "'same'") } ?? []
        together.latency = reader["latency"].map { limits($0, "'latency'") } ?? []
        together.flowTime = reader["flowTime"].map { limits($0, "'flowTime'") } ?? []
        together.firstEvent = reader["firstEvent"].map { limits($0, "'firstEvent'") } ?? []
        together.eventGap = reader["eventGap"].map { limits($0, "'eventGap'") } ?? []
        together.eventRate = reader["eventRate"].flatMap { Leaf.rate($0, problems) }
        together.failures = reader["failures"].flatMap { Leaf.share($0, problems) }
        together.goodput = reader["goodput"].flatMap { Leaf.rate($0, problems) }
        return together
    }

    func counts(_ node: JSONNode) -> [(counted: SetExpectation.Counted, name: String, matcher: Matcher)] {
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

/// JSON Merge Patch (RFC 7396) for `expect` objects, but that values to compare with and schemas are taken whole: a
/// null in them is a null, and nothing of an inherited one shines through.
enum ExpectationMerge {
    static func apply(_ patch: JSONNode, to expectation: JSONNode?) -> JSONNode {
        guard case .object(let changes) = patch.content else { return patch }
        var members = expectation?.members ?? []
        for change in changes {
            let position = members.firstIndex { $0.name.utf8.elementsEqual(change.name.utf8) }
            guard let value = merged(change, onto: position.map { members[$0].value }) else {
                if let position { members.remove(at: position) }
                continue
            }
            let member = JSONNode.Member(name: change.name, nameLocation: change.nameLocation, value: value)
            if let position { members[position] = member } else { members.append(member) }
        }
        return JSONNode(content: .object(members), location: patch.location)
    }

    private static func merged(_ change: JSONNode.Member, onto old: JSONNode?) -> JSONNode? {
        switch (change.name, change.value.kind) {
        case ("equals", _): change.value
        case (_, .null): nil
        case ("schema", _): change.value
        default: apply(change.value, to: old)
        }
    }
}
