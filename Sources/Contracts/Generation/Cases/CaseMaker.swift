import JSON
import Measurement

/// Makes the cases of one operation.
struct CaseMaker {
    let contract: Contract
    let base: OperationBase
    /// The kinds that are asked for.
    let wanted: Set<String>
    /// Requests that the suite gives for kinds that need more than the contract knows: patches, by kind.
    let values: [String: JSONValue]
    let seed: UInt64
    var generator: SplitMix64
    private(set) var cases: [GeneratedCase] = []
    private(set) var places: [CasePlace] = []

    init(contract: Contract, base: OperationBase, wanted: Set<String>, values: [String: JSONValue], seed: UInt64) {
        self.contract = contract
        self.base = base
        self.wanted = wanted
        self.values = values
        self.seed = seed
        generator = SplitMix64(seed: seed)
    }

    var operation: Operation { base.operation }

    /// This maker without its cases, for what is made later.
    var bare: CaseMaker { CaseMaker(contract: contract, base: base, wanted: wanted, values: values, seed: seed) }

    /// All cases, in the order of the catalogue's groups and the contract's places.
    static func cases(
        _ contract: Contract,
        _ base: OperationBase,
        wanted: Set<String>,
        values: [String: JSONValue] = [:],
        seed: UInt64
    ) -> [GeneratedCase] {
        var maker = CaseMaker(contract: contract, base: base, wanted: wanted, values: values, seed: seed)
        maker.places = maker.findPlaces()
        maker.makeAll()
        return maker.cases
    }

    private mutating func makeAll() {
        addValid()
        for place in places {
            addPresence(place)
            if place.isContainer {
                addContainers(place)
                continue
            }
            addStrings(place)
            addNumbers(place)
            addEnums(place)
            addTexts(place)
        }
        addBodies()
        addContentTypes()
        addMethods()
        addPaths()
        addProtocolHeaders()
        addAuthentication()
        addGivenValues()
    }

    /// Whether any case of this kind is asked for.
    func wants(_ name: String) -> Bool { wanted.contains(name) }

    /// Adds a case.
    ///
    /// - Parameters:
    ///   - name: The kind.
    ///   - words: What is sent, for the case's name.
    ///   - isValid: Whether the schema accepts what is sent; nil where no schema is asked.
    ///   - isOpen: Whether what must be refused elsewhere may be taken here.
    ///   - smaller: For each aspect, smaller requests of which the same is expected; found when the case fails.
    mutating func add(
        _ name: String,
        _ words: String,
        at place: CasePlace? = nil,
        isValid: Bool? = nil,
        isOpen: Bool = false,
        combines: Bool = false,
        smaller: @escaping @autoclosure @Sendable () -> [[GeneratedCase.Edit]] = [],
        _ edit: @escaping GeneratedCase.Edit
    ) {
        guard let kind = CaseKind.named(name) else { preconditionFailure("the catalogue has no kind '\(name)'") }
        guard wants(name) else { return }
        var rule = kind.rule
        // What a path names may not exist.
        if place?.location == .path, !rule.always.contains(404) { rule.always.append(404) }
        let outcome: AnswerRule.Outcome
        switch (rule.outcome, isValid) {
        // The schema has another part that makes it not a case of this kind.
        case (.accepted, false), (.refused, true): return
        case (.bySchema, let isValid): outcome = isValid == false && !isOpen ? .refused : .either
        case (.refused, _) where isOpen: outcome = .either
        case (let other, _): outcome = other
        }
        var draft = base.draft
        edit(&draft)
        if draft == base.draft, outcome != .accepted { return }
        cases.append(
            GeneratedCase(
                kind: kind,
                words: words,
                place: place?.label ?? "",
                outcome: outcome,
                rule: rule,
                edit: edit,
                smaller: smaller,
                combines: combines
            )
        )
    }

    /// The kinds whose requests only the suite knows.
    private mutating func addGivenValues() {
        for (name, patch) in values.sorted(by: { $0.key < $1.key }) {
            guard let kind = CaseKind.named(name) else { continue }
            add(name, "a request with \(kind.sends.split(separator: ";")[0])") { $0.merge(patch) }
        }
    }
}

extension GeneratedRequest {
    /// Merges a `request` patch of the suite into the draft.
    mutating func merge(_ patch: JSONValue) {
        for member in patch.object ?? [:] {
            switch member.name {
            case "headers":
                for header in member.value.object ?? [:] where header.name != "//" {
                    set(header: header.name, header.value)
                }
            case "auth": auth = member.value == .null ? nil : member.value
            case "json":
                if case .json(let old) = body {
                    body = .json(MergePatch.apply(member.value, to: old))
                } else {
                    body = .json(member.value)
                }
            default:
                let merged = MergePatch.apply([member.name: member.value], to: .object(value))
                self = GeneratedRequest(merged)
            }
        }
    }
}
