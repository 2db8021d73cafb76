import JSON

/// Decodes `burst` and `load`.
struct TrafficDecoder {
    /// More requests at once than a machine has ports make no sense.
    static let largestBurst = 50_000

    let problems: Problems

    func traffic(_ reader: ObjectReader, _ scope: inout Scope) -> Step.Traffic {
        if let node = reader["burst"] { return burst(scope.resolve(node, problems)) }
        if let node = reader["load"] { return load(scope.resolve(node, problems)) ?? .single }
        return .single
    }

    private func burst(_ node: JSONNode) -> Step.Traffic {
        guard let reader = ObjectReader(node, "'burst'", keys: ["requests"], problems),
            reader.required("requests", "'burst'") != nil
        else { return .single }
        return .burst(requests: reader.count("requests", in: 1...Self.largestBurst) ?? 1)
    }

    private func load(_ node: JSONNode) -> Step.Traffic? {
        let keys = ["rate", "arrivals", "users", "think", "for", "warmUp"]
        guard let reader = ObjectReader(node, "'load'", keys: keys, problems) else { return nil }
        reader.exclusive(["rate", "users"], "of them")
        _ = reader.required("for", "'load'")
        if reader["rate"] == nil { forbid("arrivals", reader, "'rate'") }
        if reader["users"] == nil { forbid("think", reader, "'users'") }
        guard let model = model(reader), let duration = reader.duration("for") else { return nil }
        if duration == 0 { problems.add("a load of no time sends nothing", at: reader["for"]?.location) }
        return .load(Load(model: model, duration: duration, warmUp: reader.duration("warmUp") ?? 0))
    }

    private func forbid(_ key: String, _ reader: ObjectReader, _ needed: String) {
        if let member = reader.present([key]).first { problems.add("'\(key)' needs \(needed)", at: member.nameLocation) }
    }

    private func model(_ reader: ObjectReader) -> Load.Model? {
        if let node = reader["rate"] {
            guard let rate = Leaf.rate(node, problems) else { return nil }
            if rate <= 0 { problems.add("a rate must be more than nothing", at: node.location) }
            return .open(rate: rate, arrivals: arrivals(reader["arrivals"]))
        }
        if reader["users"] != nil {
            return reader.count("users", in: 1...100_000).map { .closed(users: $0, think: reader.duration("think") ?? 0) }
        }
        problems.add("'load' needs 'rate' or 'users'", at: reader.opening)
        return nil
    }

    private func arrivals(_ node: JSONNode?) -> Load.Arrivals {
        guard let node else { return .constant }
        if let arrivals = node.string.flatMap(Load.Arrivals.init(rawValue:)) { return arrivals }
        if node.isDeferred { return .constant }
        let names = Load.Arrivals.allCases.map(\.rawValue)
        problems.add("unknown arrivals \(Leaf.found(node))", at: node.location, help: UnknownName.help(node.string ?? "", among: names))
        return .constant
    }
}
