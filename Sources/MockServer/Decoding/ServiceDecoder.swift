import Decoding
import Diagnostics
import HTTP
import JSON
import Quantities
import Substitution

/// Decodes a `service` and a `freeze`: nothing in them depends on a request.
struct ServiceDecoder {
    private static let timeKeys = ["exponential", "choices"]

    let problems: Problems
    let scope: Scope
    /// The seed of the mock: each service mixes the place where it stands into it, so that services differ.
    let seed: UInt64

    func station(_ node: JSONNode) -> ServiceStation? {
        let keys = ["servers", "time", "queue", "full"]
        guard let reader = ObjectReader(fixed(node), "'service'", keys: keys, problems) else { return nil }
        let servers = reader.count("servers", in: 1...1_000_000) ?? 1
        let limit = reader.count("queue", in: 0...Int.max) ?? .max
        if let member = reader.present(["full"]).first, reader["queue"] == nil {
            problems.add("'full' needs 'queue'", at: member.nameLocation, help: "a queue without a limit is never full")
        }
        let answers = AnswerDecoder(problems: problems, files: scope.files)
        let full = reader["full"].map(answers.answer) ?? MockAnswer(status: 503)
        guard let time = reader.required("time", "'service'").flatMap(time) else { return nil }
        return ServiceStation(
            queue: ServiceQueue(servers: servers, limit: limit),
            time: time,
            full: full,
            seed: seed ^ UInt64(node.location.range.lowerBound)
        )
    }

    func freeze(_ node: JSONNode) -> Freeze? {
        guard let reader = ObjectReader(fixed(node), "'freeze'", keys: ["after", "for"], problems) else { return nil }
        let after = reader.required("after", "'freeze'").flatMap { Leaf.duration($0, problems) }
        let length = reader.required("for", "'freeze'").flatMap { Leaf.duration($0, problems) }
        guard let after, let length else { return nil }
        return Freeze(after: Int64(clamping: after), length: Int64(clamping: length))
    }

    private func time(_ node: JSONNode) -> ServiceTime? {
        guard node.kind == .object else {
            return Leaf.duration(node, problems).map { .constant(Int64(clamping: $0)) }
        }
        guard let reader = ObjectReader(node, "'time'", keys: Self.timeKeys, problems) else { return nil }
        let found = reader.present(Self.timeKeys)
        guard let member = found.first, found.count == 1 else {
            problems.add("'time' needs exactly one of \(Self.timeKeys.joined(separator: ", "))", at: node.location)
            return nil
        }
        if member.name == "choices" { return choices(member.value) }
        return reader.duration("exponential").map { .exponential(mean: Int64(clamping: $0)) }
    }

    private func choices(_ node: JSONNode) -> ServiceTime? {
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add(
                "'choices' must be a list with at least one choice, found \(node.described)",
                at: node.location
            )
            return nil
        }
        let choices = elements.compactMap(choice)
        guard choices.count == elements.count else { return nil }
        let sum = choices.reduce(0) { $0 + $1.share }
        // Shares are written in decimal: 33.3% + 33.3% + 33.4% is 1 but for the last bits.
        guard abs(sum - 1) < 1e-9 else {
            let percent = (sum * 100 * 1e6).rounded() / 1e6
            problems.add("the shares of 'choices' must add up to 100%, found \(percent)%", at: node.location)
            return nil
        }
        return .choices(choices)
    }

    private func choice(_ node: JSONNode) -> ServiceTime.Choice? {
        guard let reader = ObjectReader(node, "a choice", keys: ["share", "time"], problems) else { return nil }
        let share = reader.required("share", "a choice").flatMap { Leaf.share($0, problems) }
        let time = reader.required("time", "a choice").flatMap { Leaf.duration($0, problems) }
        guard let share, let time else { return nil }
        return ServiceTime.Choice(share: share, time: Int64(clamping: time))
    }

    private func fixed(_ node: JSONNode) -> JSONNode {
        var plain = scope
        return plain.resolve(node, problems)
    }
}
