import Decoding
import JSON
import Measurement
import Quantities

/// Decodes what a load is like over time: a rate that is constant or changes, times from a file, or users.
struct LoadModelDecoder {
    static let keys = ["rate", "to", "sine", "stages", "arrivals", "replay", "users", "think", "rampUp"]
    private static let stageKeys = ["rate", "to", "sine", "for"]

    /// A model with what else follows from its keys.
    struct Decoded {
        var model: Load.Model
        var duration: UInt64
        var title: String
    }

    let reader: ObjectReader
    let problems: Problems

    func model() -> Decoded? {
        let kinds = ["rate", "sine", "stages", "replay", "users"]
        reader.exclusive(kinds, "of them")
        let kind = reader.present(kinds).first?.name
        forbid("to", unless: kind == "rate", "'rate'")
        forbid("arrivals", unless: ["rate", "sine", "stages"].contains(kind), "'rate', 'sine' or 'stages'")
        forbid("think", unless: kind == "users", "'users'")
        forbid("rampUp", unless: kind == "users", "'users'")
        switch kind {
        case "rate", "sine": return single()
        case "stages": return stages()
        case "replay": return replay()
        case "users": return users()
        default:
            problems.add(
                "'load' needs 'rate', 'sine', 'stages', 'replay' or 'users'",
                at: reader.opening,
                misses: reader.missing(kinds)
            )
            _ = duration(required: true)
            return nil
        }
    }

    private func single() -> Decoded? {
        let arrivals = arrivals()
        // Both are read before one is missed: everything that is wrong is said at once.
        let duration = duration(required: true)
        let stage = stage(reader, duration ?? 1, isAll: true)
        guard let duration, let stage else { return nil }
        let profile = RateProfile([RateProfile.Stage(stage.curve, for: .max)])
        return Decoded(model: .open(profile, arrivals: arrivals), duration: duration, title: stage.title)
    }

    private func stages() -> Decoded? {
        let arrivals = arrivals()
        if let own = reader.present(["for"]).first {
            problems.add("'for' belongs to each of the 'stages'", at: own.nameLocation)
        }
        guard let node = reader["stages"], let elements = node.elements, !elements.isEmpty else {
            problems.add("'stages' must be a list with at least one stage", at: reader["stages"]?.location)
            return nil
        }
        var profile: [RateProfile.Stage] = []
        var titles: [String] = []
        var total: UInt64 = 0
        for element in elements {
            guard let own = ObjectReader(element, "a stage", keys: Self.stageKeys, problems) else { continue }
            own.exclusive(["rate", "sine"], "of them")
            if own.present(["rate", "sine"]).isEmpty {
                problems.add("a stage needs 'rate' or 'sine'", at: own.opening)
            }
            _ = own.required("for", "a stage")
            let duration = own.duration("for")
            let stage = stage(own, duration ?? 1, isAll: false)
            guard let duration, let stage else { continue }
            profile.append(RateProfile.Stage(stage.curve, for: duration))
            titles.append(stage.title)
            total = total.addingSaturated(duration)
        }
        guard total > 0 else { return nil }
        guard total <= Quantity.longestTime else {
            problems.add("the stages take more than 365d together", at: node.location)
            return nil
        }
        return Decoded(
            model: .open(RateProfile(profile), arrivals: arrivals),
            duration: total,
            title: titles.joined(separator: ", then ")
        )
    }

    /// Only one among others may be a pause, of rate 0.
    private func stage(_ reader: ObjectReader, _ duration: UInt64, isAll: Bool) -> (curve: RateCurve, title: String)? {
        if let node = reader["sine"] { return sine(node) }
        guard let rate = rate("rate", reader), let description = reader["rate"]?.value.plainText else { return nil }
        guard let end = reader["to"] else {
            if rate == 0, isAll { problems.add("a rate must be more than nothing", at: reader["rate"]?.location) }
            return (.constant(rate), description)
        }
        guard let to = self.rate("to", reader) else { return nil }
        return (
            .ramp(LinearRamp(from: rate, to: to, over: max(1, duration))), "\(description) to \(end.value.plainText)"
        )
    }

    private func sine(_ node: JSONNode) -> (curve: RateCurve, title: String)? {
        guard let reader = ObjectReader(node, "'sine'", keys: ["mean", "amplitude", "period"], problems) else {
            return nil
        }
        for key in ["mean", "amplitude", "period"] { _ = reader.required(key, "'sine'") }
        let (mean, amplitude, period) = (rate("mean", reader), rate("amplitude", reader), reader.duration("period"))
        guard let mean, let amplitude, let period else { return nil }
        guard mean > 0, amplitude <= mean, period > 0 else {
            problems.add(
                "a sine needs a mean and a period above nothing and an amplitude of at most the mean",
                at: node.location
            )
            return nil
        }
        let description = "\(Quantity.describe(rate: mean)) ± \(Quantity.describe(rate: amplitude))"
        return (.sine(SineRate(mean: mean, amplitude: amplitude, period: period)), description)
    }

    private func rate(_ key: String, _ reader: ObjectReader) -> Double? {
        guard let node = reader[key], let rate = Leaf.rate(node, problems) else { return nil }
        guard rate >= 0 else {
            problems.add("a rate can't be less than nothing", at: node.location)
            return nil
        }
        return rate
    }

    private func arrivals() -> Load.Arrivals {
        guard let node = reader["arrivals"], !node.isPending else { return .constant }
        if let arrivals = node.string.flatMap(Load.Arrivals.init(rawValue:)) { return arrivals }
        if node.isPending { return .constant }
        let names = Load.Arrivals.allCases.map(\.rawValue)
        problems.add(
            "unknown arrivals \(Leaf.found(node))",
            at: node.location,
            help: UnknownName.help(node.string ?? "", among: names)
        )
        return .constant
    }

    private func duration(required: Bool) -> UInt64? {
        if required { _ = reader.required("for", "'load'") }
        guard let duration = reader.duration("for") else { return nil }
        if duration == 0 { problems.add("a load of no time sends nothing", at: reader["for"]?.location) }
        return duration
    }

    private func forbid(_ key: String, unless isAllowed: Bool, _ needed: String) {
        guard !isAllowed, let member = reader.present([key]).first else { return }
        problems.add("'\(key)' needs \(needed)", at: member.nameLocation)
    }
}

extension LoadModelDecoder {
    private func users() -> Decoded? {
        let think = think()
        let rampUp = reader.duration("rampUp") ?? 0
        let users = reader.count("users", in: 1...100_000)
        guard let duration = duration(required: true), let users else { return nil }
        let title = "\(users) \(users == 1 ? "user" : "users")"
        return Decoded(model: .closed(users: users, think: think, rampUp: rampUp), duration: duration, title: title)
    }

    private func think() -> Load.Think {
        guard let node = reader["think"] else { return .constant(0) }
        guard case .object = node.content else { return .constant(Leaf.duration(node, problems) ?? 0) }
        guard let own = ObjectReader(node, "'think'", keys: ["exponential"], problems),
            own.required("exponential", "'think'") != nil
        else { return .constant(0) }
        return .exponential(mean: own.duration("exponential") ?? 0)
    }

    private func replay() -> Decoded? {
        guard let node = reader["replay"] else { return nil }
        let replay = ReplayDecoder(problems: problems).replay(node)
        let longest = duration(required: false)
        guard let replay, let last = replay.times.last else { return nil }
        let scaled = UInt64(saturating: Double(last) / replay.speed).addingSaturated(1)
        guard (longest ?? scaled) <= Quantity.longestTime else {
            problems.add(
                "these times take more than 365d",
                at: node.location,
                help: "write times in seconds, or another 'speed'"
            )
            return nil
        }
        let times = replay.times.count == 1 ? "1 recorded start" : "\(replay.times.count) recorded starts"
        let title = replay.speed == 1 ? times : "\(times) at \(Quantity.describe(factor: replay.speed)) times the speed"
        return Decoded(model: .replayed(replay.times, speed: replay.speed), duration: longest ?? scaled, title: title)
    }
}
