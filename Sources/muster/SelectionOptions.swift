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

    /// Whether there is nothing to choose.
    private var takesAll: Bool { isWhole && traffic == .any }

    /// The plan's cases that are asked for; when there is none, says so and ends the program with 2.
    func select(_ plan: Plan) -> Plan {
        var chosen = plan
        if !takesAll {
            for index in plan.suites.indices { chosen.suites[index].cases.removeAll { !isAskedFor($0) } }
        }
        chosen.suites.removeAll { $0.cases.isEmpty }
        if chosen.suites.isEmpty, !plan.suites.isEmpty {
            let tags = Set(plan.suites.flatMap(\.cases).flatMap(\.tags)).sorted()
            Diagnostics.leave("no case is left by --tag and --only", help: help(tags))
        }
        return chosen
    }

    /// What of `all` neither `plan` has nor the run before, into which it is merged: that the run was accepted is said
    /// of the rest; `nil` where nothing is left out.
    func part(_ plan: Plan, of all: Plan, beside earlier: RunResult?) -> RunPart? {
        if earlier == nil, takesAll { return nil }
        let options = tag.map { "--tag '\($0)'" } + only.map { "--only '\($0)'" }
        let chosen = Self.names(plan.suites.map { ($0.name, $0.cases.map(\.name)) })
        let before = Self.names((earlier?.suites ?? []).map { ($0.name, $0.cases.map(\.name)) })
        // What runs apart from these stands in another run's report.
        let whole = Self.names(all.suites.map { ($0.name, $0.cases.filter(traffic.includes).map(\.name)) })
        var suites: [RunPart.Suite] = []
        for name in all.suites.map(\.name) where !suites.contains(where: { $0.name == name }) {
            let cases = whole[name] ?? []
            let known = cases.intersection((chosen[name] ?? []).union(before[name] ?? []))
            if known.count < cases.count { suites.append(RunPart.Suite(name, chosen: known.count, of: cases.count)) }
        }
        // Of suites that aren't named again nothing has come to it.
        suites += earlier?.part?.suites.filter { whole[$0.name] == nil } ?? []
        guard !suites.isEmpty else { return nil }
        let choices = [earlier?.part?.choice, isWhole ? nil : options.joined(separator: " ")].compactMap(\.self)
        let isAlike = Set(choices).count == 1
        return RunPart(choice: isAlike ? choices[0] : choices.joined(separator: " and "), suites: suites)
    }

    private static func names(_ suites: [(name: String, cases: [String])]) -> [String: Set<String>] {
        suites.reduce(into: [:]) { $0[$1.name, default: []].formUnion($1.cases) }
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
