import Contracts
import JSON
import Measurement
import Synchronization
import URI

/// What a case is about: its kind, and the parameter or field, which is empty for what is about the whole request.
struct CaseSpot: Sendable, Hashable {
    let kind: String
    let place: String
}

/// Which cases of an operation are made.
enum CaseExtent: Sendable, Hashable {
    case all
    /// None: only what they would be about is found.
    case survey
    case only(Set<CaseSpot>)
}

/// The places of an operation's request, found when they are first asked for.
final class OncePlaces: Sendable {
    private let known = Mutex<[CasePlace]?>(nil)

    func callAsFunction(_ find: () -> [CasePlace]) -> [CasePlace] {
        if let places = known.withLock({ $0 }) { return places }
        let places = find()
        known.withLock { $0 = places }
        return places
    }
}

/// Makes the cases of one operation.
struct CaseMaker {
    let contract: Contract
    let base: OperationBase
    /// The kinds that are asked for.
    let wanted: Set<String>
    /// Requests that the suite gives for kinds that need more than the contract knows: patches, by kind.
    let values: [String: JSONValue]
    let seed: UInt64
    /// Which of the cases are made.
    let extent: CaseExtent
    /// The kinds that are made at each place; of all kinds or a survey nothing.
    private let due: [String: Set<String>]
    /// The places, which makers of the same operation and seed find once.
    private let known: OncePlaces
    var generator: SplitMix64
    private(set) var cases: [GeneratedCase] = []
    /// What a survey has found.
    private(set) var spots: [CaseSpot] = []
    private(set) var places: [CasePlace] = []

    init(
        contract: Contract,
        base: OperationBase,
        wanted: Set<String>,
        values: [String: JSONValue] = [:],
        seed: UInt64,
        extent: CaseExtent = .all,
        known: OncePlaces = OncePlaces()
    ) {
        self.known = known
        if case .only(let spots) = extent {
            due = Dictionary(grouping: spots, by: \.place).mapValues { Set($0.map(\.kind)) }
        } else {
            due = [:]
        }
        self.contract = contract
        self.base = base
        self.wanted = wanted
        self.values = values
        self.seed = seed
        self.extent = extent
        generator = SplitMix64(seed: seed)
    }

    var operation: Operation { base.operation }

    /// This maker without its cases, for what is made later.
    var bare: CaseMaker { bare(.all) }

    private func bare(_ extent: CaseExtent) -> CaseMaker {
        CaseMaker(
            contract: contract,
            base: base,
            wanted: wanted,
            values: values,
            seed: seed,
            extent: extent,
            known: known
        )
    }

    /// All cases, in the order of the catalogue's groups and the contract's places.
    static func cases(
        _ contract: Contract,
        _ base: OperationBase,
        wanted: Set<String>,
        values: [String: JSONValue] = [:],
        seed: UInt64,
        extent: CaseExtent = .all,
        known: OncePlaces = OncePlaces()
    ) -> [GeneratedCase] {
        var maker = CaseMaker(
            contract: contract,
            base: base,
            wanted: wanted,
            values: values,
            seed: seed,
            extent: extent,
            known: known
        )
        maker.makeAll()
        return maker.cases
    }

    /// What this maker's cases may be about, without making any: some turn out to be none when they are made.
    func survey() -> [CaseSpot] {
        var maker = bare(.survey)
        maker.makeAll()
        return maker.spots
    }

    /// The parameters and the body's fields, in the order of the contract.
    var allPlaces: [CasePlace] { known { findPlaces() } }

    private mutating func makeAll() {
        places = allPlaces
        addValid()
        for place in places where !place.isSpread {
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

    /// Whether a case of this kind is asked for, at this place or, without one, about the whole request.
    func wants(_ kind: CaseKind, _ place: CasePlace? = nil) -> Bool {
        guard wanted.contains(kind.name) else { return false }
        switch extent {
        case .all, .survey: return true
        case .only: return due[place?.label ?? ""]?.contains(kind.name) ?? false
        }
    }

    /// Whether a case of this kind is to be made now. A survey only takes note of it.
    mutating func makes(_ kind: CaseKind, _ place: CasePlace? = nil) -> Bool {
        guard wants(kind, place) else { return false }
        if isSurvey { spots.append(CaseSpot(kind: kind.name, place: place?.label ?? "")) }
        return !isSurvey
    }

    /// Whether anything may be asked for at a place.
    func wantsAnything(at place: CasePlace) -> Bool {
        if case .only = extent { due[place.label] != nil } else { true }
    }

    /// Whether cases are only counted: then nothing is judged and no value made, which takes the time.
    var isSurvey: Bool { extent == .survey }

    /// Whether something is known to be valid; a survey takes it for valid.
    func holds(_ verdict: Bool?) -> Bool { isSurvey || verdict == true }

    /// Adds a case.
    ///
    /// - Parameters:
    ///   - kind: The kind.
    ///   - description: What is sent, for the case's name.
    ///   - isValid: Whether the schema accepts what is sent; nil where no schema is asked.
    ///   - others: Statuses that are right besides those of the kind.
    ///   - made: What of the change itself nobody gave.
    ///   - isOpen: Whether what must be refused elsewhere may be taken here.
    ///   - isBelow: Whether the answer needn't be the operation's, as the request names another thing.
    ///   - type: The media type that the answer has to have; nil for any that the contract declares.
    ///   - smaller: For each aspect, smaller requests of which the same is expected; found when the case fails.
    mutating func add(
        _ kind: CaseKind,
        _ description: String,
        at place: CasePlace? = nil,
        isValid: Bool? = nil,
        isOpen: Bool = false,
        isBelow: Bool = false,
        or others: [Int] = [],
        madeUp made: MadeUpParts = [],
        combines: Bool = false,
        answeredWith type: MediaType? = nil,
        smaller: @escaping @autoclosure @Sendable () -> [[GeneratedCase.Edit]] = [],
        _ edit: @escaping GeneratedCase.Edit
    ) {
        guard makes(kind, place) else { return }
        var rule = kind.rule
        // What a path names may not exist.
        if place?.location == .path, !rule.always.contains(404) { rule.always.append(404) }
        rule.always += others.filter { !rule.always.contains($0) }
        if isBelow { rule = rule.below }
        let outcome: AnswerRule.Outcome
        switch (rule.outcome, isValid) {
        // The schema has another part that makes it not a case of this kind.
        case (.accepted, false), (.refused, true): return
        case (.bySchema, let isValid): outcome = isValid == false && !isOpen ? .refused : .either
        case (.refused, _) where isOpen, (.accepted, _) where isOpen: outcome = .either
        case (let other, _): outcome = other
        }
        var madeUp: MadeUpParts = []
        // A wrong value in a path takes the place of the ID that was made up.
        let isReplaced = place?.location == .path && outcome == .refused
        if kind.isAboutThings, !isReplaced {
            // Whether there is such a thing already is asked only of what is right otherwise.
            madeUp = outcome == .refused ? base.madeUp.subtracting(.content) : base.madeUp
            if base.hasStrangeTag, !rule.always.contains(412) { rule.always.append(412) }
        }
        // Another ID than the valid request's is one that was made up.
        if place?.isReference == true, outcome != .refused { madeUp.insert(.reference) }
        if outcome != .refused { madeUp.formUnion(made) }
        rule.always += madeUp.refusals.filter { !rule.always.contains($0) }
        var draft = base.draft
        edit(&draft)
        // Another tag is one that the server hasn't (RFC 9110, section 13.1.1), and none may be too little (RFC 6585,
        // section 3).
        if draft.header(EntityTag.field) != base.draft.header(EntityTag.field) {
            rule.always += [412, 428].filter { !rule.always.contains($0) }
        }
        if draft == base.draft, outcome != .accepted { return }
        cases.append(
            GeneratedCase(
                kind: kind,
                description: description,
                place: place?.label ?? "",
                madeUp: madeUp,
                outcome: outcome,
                rule: rule,
                edit: edit,
                smaller: smaller,
                combines: combines,
                answeredWith: type
            )
        )
    }

    /// The kinds whose requests only the suite knows.
    private mutating func addGivenValues() {
        for (name, patch) in values.sorted(by: { $0.key < $1.key }) {
            guard let kind = CaseKind.named(name) else { continue }
            add(kind, "a request with \(kind.sends.split(separator: ";")[0])") { $0.merge(patch) }
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

/// Values at one place.
extension CaseMaker {
    /// Request lines of so many octets should be understood (RFC 9112, section 3).
    private static let longestInHead = 8_000

    /// Adds a case with `value` at a place, judged by the schema.
    mutating func addValue(
        _ kind: CaseKind,
        _ description: String,
        _ value: JSONValue,
        _ place: CasePlace,
        combines: Bool = false
    ) {
        guard wants(kind, place), canHold(place, value), makes(kind, place) else { return }
        // Who reads the head of a request may have had enough before any service sees it.
        let isLong = place.location != nil && value.texted.utf8.count > Self.longestInHead
        add(
            kind,
            description,
            at: place,
            isValid: isValid(place, value),
            isOpen: isLong && kind.rule.outcome == .accepted,
            isBelow: isLong,
            or: isLong ? [400, 414, 431] : [],
            combines: combines,
            edit(place, CaseValue(value))
        )
    }

    /// Whether a value can be written at a place at all.
    func canHold(_ place: CasePlace, _ value: JSONValue) -> Bool {
        guard let location = place.location else { return !place.isPlain || isPlain(value, place) }
        let text = value.texted
        switch location {
        // No line end and no null can be within a field (RFC 9110, section 5.5).
        case .header: return !text.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\0" }
        case .path: return !text.isEmpty && text != "." && text != ".."
        case .query, .cookie: return true
        }
    }

    /// Whether texts can say a value: one that isn't empty and a container only where several are expected.
    private func isPlain(_ value: JSONValue, _ place: CasePlace) -> Bool {
        switch value {
        case .object, .null: false
        case .array(let elements):
            !elements.isEmpty && place.shape.types?.contains("array") == true
                && elements.allSatisfy { $0.array == nil && $0.object == nil && $0 != .null }
        case .bool, .number, .string: true
        }
    }

    /// A text that isn't of the type of a parameter.
    mutating func addWrongType(_ kind: CaseKind, _ place: CasePlace) {
        guard let types = place.shape.types, !types.contains("string"), !place.isContainer else { return }
        addValue(
            kind,
            "\(place.label) with a text that is no \(types.sorted().joined(separator: " or "))",
            "abc",
            place,
            combines: true
        )
    }

    /// A value that isn't `value`, valid when one can be made.
    func other(_ place: CasePlace, than value: JSONValue) -> JSONValue {
        another(place)?.sent ?? .string(value.texted + "x")
    }

    /// A valid value that isn't the base's.
    func another(_ place: CasePlace) -> CaseValue? {
        guard let schema = place.schema else { return nil }
        if isSurvey { return place.valid ?? CaseValue("text") }
        for attempt in 1...8 as ClosedRange<UInt64> {
            let maker = ValueMaker(seed: seed &+ attempt, direction: .request, usesExamples: false)
            let made = maker.value(for: schema)
            if made.isValid, let value = made.value, value.texted != place.valid?.sent.texted, canHold(place, value) {
                return CaseValue(value)
            }
        }
        return nil
    }

    /// Adds a case whose body is a text.
    mutating func addText(
        _ kind: CaseKind,
        _ description: String,
        at place: CasePlace? = nil,
        isValid: Bool? = nil,
        _ text: String,
        _ type: String?
    ) {
        let written = JSONValue.string(ScenarioText.literal(text))
        add(kind, description, at: place, isValid: isValid, Self.body("text", written, type))
    }

    /// Adds a case whose body is bytes.
    mutating func addBytes(
        _ kind: CaseKind,
        _ description: String,
        at place: CasePlace? = nil,
        isValid: Bool? = nil,
        _ bytes: [UInt8],
        _ type: String?
    ) {
        guard makes(kind, place) else { return }
        if let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 })
        {
            return addText(kind, description, at: place, isValid: isValid, text, type)
        }
        add(kind, description, at: place, isValid: isValid, Self.body("base64", .string(Base64.encode(bytes)), type))
    }

    /// Puts another kind of body in; what the base sends as content type stays, or is `type`.
    static func body(_ key: String, _ written: JSONValue, _ type: String?) -> GeneratedCase.Edit {
        { draft in
            draft.body = .other(key, written)
            if let type, draft.headers.header("Content-Type") == nil {
                draft.set(header: "Content-Type", .string(type))
            }
        }
    }

    /// Adds a case with `raw` in place of the JSON of a field.
    mutating func addRaw(
        _ kind: CaseKind,
        _ description: String,
        _ place: CasePlace,
        isValid: Bool? = nil,
        _ raw: [UInt8]
    ) {
        guard wants(kind, place), !base.bodyIsSecret, !place.isPlain, base.draft.body.format == .json,
            makes(kind, place), let bytes = rawBody(place, raw)
        else { return }
        addBytes(kind, description, at: place, isValid: isValid, bytes, contentType?.text)
    }

    /// The body with `raw` in place of the JSON of a field.
    private func rawBody(_ place: CasePlace, _ raw: [UInt8]) -> [UInt8]? {
        let mark = "muster-\(seed)-mark"
        guard let body = base.body, let pointer = place.pointer,
            let marked = body.setting(.string(mark), at: pointer.tokens)
        else { return nil }
        let text = marked.texted(isJSON: true)
        let parts = text.split(separator: "\"\(mark)\"", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return Array(parts[0].utf8) + raw + Array(parts[1].utf8)
    }
}
