import Contracts
import Decoding
import Diagnostics
import HTTP
import JSON
import Scenarios

/// Which kinds and operations are asked for.
struct CaseSelection {
    let problems: Problems

    /// The names of the kinds that `words` select: kinds, groups, `!` before one to leave it out; all when none is
    /// named.
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

    /// The operations that `words` name; all when there are none. Those that only read come first, those that delete
    /// last: what is changed or taken away others may need.
    func operations(_ words: [Generation.Word], of contract: Contract) -> [Operation] {
        let chosen = words.isEmpty ? contract.operations : named(words, contract)
        return MethodEffect.allCases.flatMap { effect in chosen.filter { MethodEffect(of: $0.method) == effect } }
    }

    private func named(_ words: [Generation.Word], _ contract: Contract) -> [Operation] {
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

    /// The places that `generation` names.
    static func namedPlaces(_ generation: Generation) -> [Generation.Word] {
        generation.places + generation.allowances.flatMap(\.places) + generation.open.flatMap(\.places)
    }

    /// Complains of what no kind or place is called.
    func check(_ generation: Generation, _ contract: Contract, places: Set<String>) {
        for allowance in generation.allowances {
            _ = kinds(named: allowance.kind.text, allowance.kind.location)
        }
        for place in Self.namedPlaces(generation) where !places.contains(place.text) {
            problems.add(
                "no parameter or field is called '\(place.text)'",
                at: place.location,
                help: UnknownName.help(place.text, among: places.sorted())
            )
        }
        for given in generation.given where CaseKind.named(given.kind.text) != nil {
            _ = ObjectReader(given.value, "a request", keys: RequestDecoder.keys, problems)
        }
        for given in generation.given
        where CaseKind.named(given.kind.text) == nil && !contract.hasName(given.kind.text) {
            let known = CaseKind.all.map(\.name) + contract.names(near: given.kind.text)
            problems.add(
                "no kind of cases, parameter, field or schema is called '\(given.kind.text)'",
                at: given.kind.location,
                help: UnknownName.help(given.kind.text, among: known)
            )
        }
    }
}

/// What a question of the suite leaves open, with the kinds that its words select.
struct OpenPoint: Sendable {
    let question: String
    let statuses: [JSONValue]
    let unjudged: Set<Generation.OpenPoint.Part>
    private let kinds: Set<String>
    private let places: Set<String>

    init(_ point: Generation.OpenPoint, kinds: Set<String>) {
        question = point.question
        statuses = point.statuses
        unjudged = point.unjudged
        self.kinds = kinds
        places = Set(point.places.map(\.text))
    }

    /// Whether the question is about this case.
    func holds(for made: GeneratedCase) -> Bool {
        kinds.contains(made.kind.name) && (places.isEmpty || places.contains(made.place))
    }

    /// What none of several points lets be judged.
    static func unjudged(_ points: [OpenPoint]) -> Set<Generation.OpenPoint.Part> {
        points.reduce(into: Set()) { $0.formUnion($1.unjudged) }
    }

    /// `expect` without what isn't judged of refusals.
    static func leaving(_ unjudged: Set<Generation.OpenPoint.Part>, of expect: JSONObject) -> JSONObject {
        guard !unjudged.isEmpty, case .object(let byStatus)? = expect["byStatus"] else { return expect }
        var expect = expect
        expect["byStatus"] = .object(
            JSONObject(
                byStatus.compactMap { member in
                    guard isRefusal(member.name), case .object(var part) = member.value else { return member }
                    // All that is expected of the body of a status is its media type.
                    _ = part.remove("body")
                    if unjudged.contains(.content) { _ = part.remove("schema") }
                    return part.isEmpty ? nil : .init(name: member.name, value: .object(part))
                }
            )
        )
        return expect
    }

    private static func isRefusal(_ status: String) -> Bool { status.hasPrefix("4") || status.hasPrefix("5") }
}
