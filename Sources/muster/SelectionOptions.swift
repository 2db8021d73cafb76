import ArgumentParser
import Decoding
import Results
import Scenarios

/// Which cases by what they send.
enum CaseTraffic: String, ExpressibleByArgument {
    case any
    /// Those with a burst or a search for capacity: they take the whole machine, if only for an instant.
    case exclusive
    /// All others.
    case shared

    /// Whether `plan` is one of them.
    func includes(_ plan: Case) -> Bool {
        let isExclusive = plan.steps.contains { step in
            switch step.traffic {
            case .burst, .capacity: true
            case .single, .load: false
            }
        }
        return switch self {
        case .any: true
        case .exclusive: isExclusive
        case .shared: !isExclusive
        }
    }
}

/// Which cases of the suites.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only cases with this tag; !tag leaves them out. Several are alternatives.",
            valueName: "tag"
        )
    )
    var tag: [String] = []

    @Option(help: ArgumentHelp("Only cases whose name holds this text. Several are alternatives.", valueName: "text"))
    var only: [String] = []

    /// What `muster duet` runs apart from the rest; nobody else has a use for it.
    @Option(help: .hidden)
    var traffic: CaseTraffic = .any

    /// Whether nothing is left out.
    var isWhole: Bool { tag.isEmpty && only.isEmpty }

    /// The plan's cases that are asked for; when there is none, says so and ends the program with 2.
    func select(_ plan: Plan) -> Plan {
        var plan = plan
        let tags = Set(plan.suites.flatMap(\.cases).flatMap(\.tags)).sorted()
        for index in plan.suites.indices { plan.suites[index].cases.removeAll { !isAskedFor($0) } }
        let before = plan.suites
        plan.suites.removeAll { $0.cases.isEmpty }
        if plan.suites.isEmpty, !before.isEmpty {
            Diagnostics.leave("no case is left by --tag and --only", help: help(tags))
        }
        return plan
    }

    /// What every report says of a run of which cases were left out, by suite: that it was accepted is said of a part. Whole suites that were
    /// left out are told of in the same words by all that are there, so that it is read once.
    func partial(_ plan: Plan, of all: Plan) -> [String: [String]] {
        guard !isWhole else { return [:] }
        let options = (tag.map { "--tag '\($0)'" } + only.map { "--only '\($0)'" }).joined(separator: " ")
        let whole = all.suites.reduce(into: [String: Int]()) { $0[$1.name, default: 0] += $1.cases.count }
        let gone = all.suites.map(\.name).filter { name in !plan.suites.contains { $0.name == name } }
        let more = gone.count > 5 ? " and \(gone.count - 5) more suites" : ""
        let names = gone.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + more
        let others = gone.isEmpty ? [] : ["\(RunResult.partMark)nothing of \(names), by \(options)"]
        return plan.suites.reduce(into: [:]) { notes, suite in
            let count = whole[suite.name] ?? suite.cases.count
            let own = "\(RunResult.partMark)\(suite.cases.count) of \(count) cases of '\(suite.name)', by \(options)"
            notes[suite.name] = (suite.cases.count < count ? [own] : []) + others
        }
    }

    /// The nearest tag to one that no case has; else where to look.
    private func help(_ tags: [String]) -> String {
        let unknown = tag.first { !$0.hasPrefix("!") && !tags.contains($0) }
        guard let unknown else { return "muster run --list shows names and tags" }
        if tags.isEmpty {
            return "no case has a tag: leave --tag out, or write \"tags\": [\"\(unknown)\"] in a scenario"
        }
        return "no case has the tag '\(unknown)'; \(UnknownName.help(unknown, among: tags))"
    }

    private func isAskedFor(_ plan: Case) -> Bool {
        let wanted = tag.filter { !$0.hasPrefix("!") }
        let unwanted = tag.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
        if !wanted.isEmpty, !plan.tags.contains(where: wanted.contains) { return false }
        if plan.tags.contains(where: unwanted.contains) || !traffic.includes(plan) { return false }
        return only.isEmpty || only.contains { plan.name.lowercased().contains($0.lowercased()) }
    }
}
