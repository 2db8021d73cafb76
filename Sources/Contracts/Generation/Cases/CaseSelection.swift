import Diagnostics
import Scenarios

/// Which kinds and operations are asked for.
struct CaseSelection {
    let problems: Problems

    /// The names of the kinds that `words` select: kinds, groups, `!` before one to leave it out; all when none is named.
    func kinds(_ words: [Generation.Word]) -> Set<String> {
        let isReduction = words.allSatisfy { $0.text.hasPrefix("!") }
        var wanted = Set(isReduction ? CaseKind.all.map(\.name) : [])
        for word in words {
            let isLeftOut = word.text.hasPrefix("!")
            let names = kinds(named: String(word.text.drop { $0 == "!" }), word.location)
            if isLeftOut { wanted.subtract(names) } else { wanted.formUnion(names) }
        }
        return wanted
    }

    private func kinds(named name: String, _ location: SourceLocation) -> [String] {
        if let kind = CaseKind.named(name) { return [kind.name] }
        if let group = CaseGroup(rawValue: name) { return group.kinds.map(\.name) }
        let known = CaseGroup.allCases.map(\.rawValue) + CaseKind.all.map(\.name)
        problems.add(
            "there is no kind or group of cases '\(name)'",
            at: location,
            help: UnknownName.help(name, among: known)
        )
        return []
    }

    /// The operations that `words` name; all when there are none.
    func operations(_ words: [Generation.Word], of contract: Contract) -> [Operation] {
        if words.isEmpty { return contract.operations }
        var seen: Set<String> = []
        let named = words.compactMap { word -> Operation? in
            if let found = contract.operation(called: word.text) { return found }
            let known = contract.operations.map { $0.id ?? $0.name }
            problems.add(
                "the contract has no operation '\(word.text)'",
                at: word.location,
                help: UnknownName.help(word.text, among: known)
            )
            return nil
        }
        return named.filter { seen.insert($0.name).inserted }
    }

    /// Complains of what no kind or place is called.
    func check(_ generation: Generation, places: Set<String>) {
        for allowance in generation.allowances {
            _ = kinds(named: allowance.kind.text, allowance.kind.location)
        }
        let named = generation.places + generation.allowances.flatMap(\.places) + generation.open.flatMap(\.places)
        for place in named where !places.contains(place.text) {
            problems.add(
                "no parameter or field is called '\(place.text)'",
                at: place.location,
                help: UnknownName.help(place.text, among: places.sorted())
            )
        }
        for given in generation.given where CaseKind.named(given.kind.text) == nil {
            let help = UnknownName.help(given.kind.text, among: CaseKind.all.map(\.name))
            problems.add("there is no kind of cases '\(given.kind.text)'", at: given.kind.location, help: help)
        }
    }
}
