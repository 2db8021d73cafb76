import JSON
import Measurement

/// Decodes `burst` and `load`.
struct TrafficDecoder {
    /// More requests at once than a machine has ports make no sense.
    static let largestBurst = 50_000
    /// More requests than this no load starts.
    static let mostRequests = 1e9
    static let loadKeys =
        LoadModelDecoder.keys + ["for", "warmUp", "drain", "connections", "validate", "requests", "data", "order"]
    static let burstKeys = ["requests", "release", "data", "order"]

    let problems: Problems

    func traffic(_ reader: ObjectReader, _ scope: inout Scope) -> Step.Traffic {
        if let node = reader["burst"] { return burst(scope.resolve(node, problems)) }
        if let node = reader["load"] { return load(scope.resolve(Self.withoutVariants(node), problems)) ?? .single }
        if let node = reader["capacity"] {
            let decoder = CapacityDecoder(problems: problems, files: scope.files)
            return decoder.capacity(scope.resolve(node, problems)).map { .capacity($0) } ?? .single
        }
        return .single
    }

    /// The variants are templates of their own: what they hold is replaced for each request.
    private static func withoutVariants(_ node: JSONNode) -> JSONNode {
        guard case .object(let members) = node.content else { return node }
        let kept = members.map { member in
            guard member.name == "requests" else { return member }
            let blank = JSONNode(content: .null, location: member.value.location)
            return JSONNode.Member(name: member.name, nameLocation: member.nameLocation, value: blank)
        }
        return JSONNode(content: .object(kept), location: node.location)
    }

    private func burst(_ node: JSONNode) -> Step.Traffic {
        guard let reader = ObjectReader(node, "'burst'", keys: Self.burstKeys, problems),
            reader.required("requests", "'burst'") != nil
        else { return .single }
        var burst = Burst(requests: reader.count("requests", in: 1...Self.largestBurst) ?? 1)
        if let release = reader["release"] { burst.release = choice(release, "release") ?? .none }
        return .burst(burst)
    }

    private func load(_ node: JSONNode) -> Step.Traffic? {
        guard let reader = ObjectReader(node, "'load'", keys: Self.loadKeys, problems) else { return nil }
        // All are read before any is missed: everything that is wrong is said at once.
        let model = LoadModelDecoder(reader: reader, problems: problems).model()
        let warmUp = reader.duration("warmUp") ?? 0
        let drain = reader.duration("drain")
        let connections = reader["connections"].map(self.connections) ?? LoadConnections()
        let validated = reader["validate"].flatMap(share) ?? 1
        guard let model else { return nil }
        var load = Load(model: model.model, duration: model.duration, title: model.title)
        load.warmUp = warmUp
        load.drain = drain
        load.connections = connections
        load.validated = validated
        if let requests = load.expectedRequests, requests > Self.mostRequests {
            problems.add(
                "this load would start more than 1000000000 requests",
                at: reader.opening,
                help: "write a lower rate or a shorter time"
            )
        }
        return .load(load)
    }

    private func connections(_ node: JSONNode) -> LoadConnections {
        var connections = LoadConnections()
        let keys = ["max", "streams", "reuse", "openBefore", "openEvery"]
        guard let reader = ObjectReader(node, "'connections'", keys: keys, problems) else { return connections }
        connections.maximum = reader.count("max", in: 1...65_536)
        connections.streams = reader.count("streams", in: 1...1000) ?? connections.streams
        connections.isReusing = reader.flag("reuse") ?? true
        connections.openedBefore = reader.count("openBefore", in: 0...65_536)
        connections.openingInterval = reader.duration("openEvery") ?? 0
        let most = connections.maximum(streams: 1)
        if let before = connections.openedBefore, before > most {
            problems.add(
                "'openBefore' is more than the \(most) connections of 'max'",
                at: reader["openBefore"]?.location
            )
        }
        return connections
    }

    private func share(_ node: JSONNode) -> Double? {
        if node.string == "all" { return 1 }
        if node.string == "none" { return 0 }
        return Leaf.share(node, problems)
    }

    /// The value of an enumeration that `node` names.
    private func choice<Choice: RawRepresentable & CaseIterable>(_ node: JSONNode, _ key: String) -> Choice?
    where Choice.RawValue == String {
        if let choice = node.string.flatMap(Choice.init(rawValue:)) { return choice }
        if node.isPending { return nil }
        let names = Choice.allCases.map(\.rawValue)
        problems.add(
            "unknown \(key) \(Leaf.found(node))",
            at: node.location,
            help: UnknownName.help(node.string ?? "", among: names)
        )
        return nil
    }
}

extension TrafficDecoder {
    /// The value of a column, which is the same whenever its row is used.
    private func value(_ node: JSONNode, _ scope: inout Scope) -> JSONValue {
        let resolved = scope.resolve(node, problems)
        if resolved.holdsPending, !scope.toleratesUnsetEnvironment {
            problems.add(
                "a row of 'data' is known before anything is sent: it can't hold a capture",
                at: node.location,
                help: "name the capture in the request"
            )
        }
        return resolved.value
    }

    /// The rows of a burst's or load's `data`.
    func data(_ traffic: JSONNode?, _ scope: Scope) -> LoadData? {
        guard let traffic, case .object(let members) = traffic.content else { return nil }
        let order = members.first { $0.name == "order" }
        guard let node = members.first(where: { $0.name == "data" })?.value else {
            if let order { problems.add("'order' needs 'data'", at: order.nameLocation) }
            return nil
        }
        let rows = RowDecoder(problems: problems, files: scope.files, most: RowDecoder.mostLoadRows).rows(node)
        guard let first = rows.first else { return nil }
        let columns = first.map(\.name)
        for row in rows where row.map(\.name) != columns {
            problems.add(
                "every row of 'data' must have the same columns: \(columns.joined(separator: ", "))",
                at: node.location
            )
            return nil
        }
        var own = scope
        let values = rows.map { row in row.map { value($0.value, &own) } }
        let chosen: LoadData.Order? = order.flatMap { choice($0.value, "order") }
        return LoadData(columns: columns, rows: values, order: chosen ?? .sequential)
    }
}
