import Decoding
import JSON
import Measurement
import Quantities
import Results
import Substitution

/// Decodes `capacity`.
struct CapacityDecoder {
    static let keys =
        ["upTo", "from", "goals", "sweep", "arrivals", "within", "settle", "brake", "sizing"] + ownKeys
    /// What a goal may have of its own.
    private static let ownKeys = ["trial", "sum", "exceed", "width"]
    private static let goalKeys = ["name", "latency", "failures", "atLeast"] + ownKeys
    /// More goals than these are no help to anybody.
    private static let mostGoals = 20
    private static let sweepKeys = ["rates", "users", "think", "for"]
    /// A curve through more loads than these shows no more.
    private static let mostLoads = 50
    private static let mostUsers = 10_000
    private static let sizingKeys = ["load", "growth", "lost", "instances"]

    let problems: Problems
    let files: FileStore

    func capacity(_ node: JSONNode) -> Capacity? {
        guard let reader = ObjectReader(node, "'capacity'", keys: Self.keys, problems) else { return nil }
        let sweep = reader["sweep"].flatMap { self.sweep($0) }
        // A sweep may stand alone.
        let isSearch = reader["sweep"] == nil || reader["goals"] != nil
        let most = isSearch ? reader.required("upTo", "'capacity'").flatMap { rate($0) } : 0
        let start = reader["from"].flatMap { rate($0) }
        let common = own(reader, Own(trial: 10_000_000_000, sum: nil, exceed: 0.5, width: 0.02))
        let goals = isSearch ? goals(reader, common) : []
        if !isSearch {
            for member in reader.present(["upTo", "from", "sizing"] + Self.ownKeys) {
                problems.add("'\(member.name)' needs 'goals', which are searched for", at: member.nameLocation)
            }
        }
        let within = reader.duration("within") ?? 600_000_000_000
        let settle = reader.duration("settle") ?? 10_000_000_000
        let brake = reader.count("brake", in: 1...1_000_000)
        let arrivals = arrivals(reader)
        let sizing = reader["sizing"].flatMap { self.sizing($0) }
        guard let most, !goals.isEmpty == isSearch, sweep != nil || reader["sweep"] == nil else { return nil }
        if let start, isSearch, start > most {
            problems.add("'from' is above 'upTo'", at: reader["from"]?.location)
        }
        for goal in goals where goal.required ?? 0 > most {
            problems.add("a goal asks for more than 'upTo', which is never tried", at: reader["upTo"]?.location)
        }
        return Capacity(
            goals: goals,
            sweep: sweep,
            start: start ?? most / 50,
            most: most,
            arrivals: arrivals,
            within: within,
            settle: settle,
            brake: brake,
            sizing: sizing
        )
    }

    private func sizing(_ node: JSONNode) -> CapacitySizing? {
        guard let reader = ObjectReader(node, "'sizing'", keys: Self.sizingKeys, problems) else { return nil }
        let load = reader.required("load", "'sizing'").flatMap { rate($0) }
        let growth = reader["growth"].flatMap { Leaf.share($0, problems) } ?? 0
        let lost = reader.count("lost", in: 0...1000) ?? 1
        let instances = reader.count("instances", in: 1...Sizing.mostInstances) ?? 1
        return load.map { CapacitySizing(load: $0, growth: growth, lost: lost, instances: instances) }
    }

    private func sweep(_ node: JSONNode) -> Capacity.Sweep? {
        guard let reader = ObjectReader(node, "'sweep'", keys: Self.sweepKeys, problems) else { return nil }
        reader.exclusive(["rates", "users"], "of them")
        let duration = reader.duration("for") ?? 10_000_000_000
        if duration < 500_000_000 {
            problems.add("a load of a sweep takes at least 500ms", at: reader["for"]?.location)
        }
        if let think = reader.present(["think"]).first, reader["users"] == nil {
            problems.add("'think' needs 'users'", at: think.nameLocation)
        }
        let think = reader.duration("think") ?? 0
        let loads: Capacity.Sweep.Loads?
        if let node = reader["users"] {
            let range = 1...Self.mostUsers
            loads = list(node, "users", "[1, 2, 4, 8, 16]") { Leaf.count($0, "a number of users", in: range, problems) }
                .map { .users($0, think: think) }
        } else if let node = reader["rates"] {
            loads = list(node, "rates", #"["100/s", "200/s", "400/s"]"#) { rate($0) }.map { .rates($0) }
        } else {
            problems.add("'sweep' needs 'rates' or 'users'", at: reader.opening)
            loads = nil
        }
        return loads.map { Capacity.Sweep(loads: $0, duration: max(duration, 500_000_000)) }
    }

    /// Loads from light to heavy: what a target does at one depends on those before.
    private func list<Value: Comparable>(
        _ node: JSONNode,
        _ name: String,
        _ example: String,
        _ read: (JSONNode) -> Value?
    ) -> [Value]? {
        guard let elements = node.elements, (2...Self.mostLoads).contains(elements.count) else {
            problems.add(
                "'\(name)' must be a list of 2 to \(Self.mostLoads), found \(Leaf.found(node))",
                at: node.location,
                help: "write for example \(example)"
            )
            return nil
        }
        let values = elements.compactMap(read)
        guard values.count == elements.count else { return nil }
        for index in values.indices.dropFirst() where values[index] <= values[index - 1] {
            problems.add("'\(name)' must rise from one to the next", at: elements[index].location)
            return nil
        }
        return values
    }

    /// How sure one wants to be.
    private struct Own {
        var trial: UInt64
        var sum: UInt64?
        var exceed: Double
        var width: Double
    }

    private func own(_ reader: ObjectReader, _ common: Own) -> Own {
        var own = common
        if let trial = reader.duration("trial") {
            if trial < 500_000_000 {
                problems.add("a trial takes at least 500ms", at: reader["trial"]?.location)
            }
            own.trial = max(trial, 500_000_000)
            // A sum for trials of another length is none for these.
            if reader["sum"] == nil { own.sum = nil }
        }
        if let sum = reader.duration("sum") {
            own.sum = sum
            if sum < own.trial {
                problems.add("'sum' is less than one 'trial'", at: reader["sum"]?.location)
            }
        }
        if let exceed = reader["exceed"].flatMap({ Leaf.share($0, problems) }) {
            own.exceed = exceed
            if exceed >= 1 { problems.add("'exceed' must be less than 100%", at: reader["exceed"]?.location) }
        }
        if let width = reader["width"].flatMap({ Leaf.share($0, problems) }) {
            own.width = width
            if width < 0.001 { problems.add("'width' must be at least 0.1%", at: reader["width"]?.location) }
        }
        return own
    }

    private func goals(_ reader: ObjectReader, _ common: Own) -> [Capacity.Goal] {
        guard let node = reader.required("goals", "'capacity'") else { return [] }
        guard let elements = node.elements, (1...Self.mostGoals).contains(elements.count) else {
            problems.add(
                "'goals' must be a list of 1 to \(Self.mostGoals) goals, found \(Leaf.found(node))",
                at: node.location,
                help: "write for example [{ \"latency\": { \"p99\": \"50ms\" } }]"
            )
            return []
        }
        var names = Set<String>()
        return elements.compactMap { element in
            guard let goal = goal(element, common) else { return nil }
            if !names.insert(goal.name).inserted {
                problems.add("another goal is the same, or has this name", at: element.location)
            }
            return goal
        }
    }

    private func goal(_ node: JSONNode, _ common: Own) -> Capacity.Goal? {
        guard let reader = ObjectReader(node, "a goal", keys: Self.goalKeys, problems) else { return nil }
        let own = own(reader, common)
        let limits = ExpectationDecoder(problems: problems, files: files, forMany: true)
        let latency = reader["latency"].map { limits.limits($0, "'latency'") } ?? []
        let failures = reader["failures"].flatMap { Leaf.share($0, problems) }
        if latency.isEmpty, reader["failures"] == nil, reader["latency"] == nil {
            problems.add(
                "a goal needs 'latency' or 'failures'",
                at: node.location,
                help: "write for example { \"latency\": { \"p99\": \"50ms\" } }"
            )
        }
        var goal = Capacity.Goal(
            name: "",
            latency: latency.map { Capacity.TimeLimitText(name: $0.name, limit: $0.limit) },
            failures: failures ?? 0.001,
            trial: own.trial,
            sum: own.sum ?? own.trial.multipliedSaturated(by: 3),
            exceed: min(own.exceed, 0.99),
            width: max(own.width, 0.001),
            required: reader["atLeast"].flatMap { rate($0) }
        )
        let words = goal.latency.map { "\($0.name) ≤ \(Quantity.describe(nanoseconds: $0.limit))" }
        let share = failures.map { "failures ≤ \(Quantity.describe(share: $0))" }
        goal.name = reader.text("name") ?? (words + [share].compactMap { $0 }).joined(separator: ", ")
        return goal
    }

    private func rate(_ node: JSONNode) -> Double? {
        guard let rate = Leaf.rate(node, problems) else { return nil }
        guard rate > 0 else {
            problems.add("a rate must be more than nothing", at: node.location)
            return nil
        }
        return rate
    }

    private func arrivals(_ reader: ObjectReader) -> Load.Arrivals {
        guard let node = reader["arrivals"] else { return .poisson }
        if let arrivals = node.string.flatMap(Load.Arrivals.init(rawValue:)) { return arrivals }
        let names = Load.Arrivals.allCases.map(\.rawValue)
        problems.add(
            "unknown arrivals \(Leaf.found(node))",
            at: node.location,
            help: UnknownName.help(node.string ?? "", among: names)
        )
        return .poisson
    }
}
