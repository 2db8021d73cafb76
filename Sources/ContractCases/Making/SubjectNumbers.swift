import Contracts
import JSON

/// Numbers for what cases are about: for operations, kinds, places of operations, and the schemas of places.
struct SubjectNumbers {
    private var kinds: [String: Kind] = [:]
    private var schemas: [ContractSchema: Int] = [:]
    /// The places of the operation that have come so far.
    private var places: [String: Place] = [:]
    private var parts: [String: CasePlace] = [:]
    private var operation = -1
    private var placeCount = 0
    /// The last place: what is about one comes together.
    private var last: (name: String, place: Place)?

    private struct Kind {
        let kind: CaseKind?
        let number: Int
        let group: Int
        let isDecided: Bool
        /// Whether it is about the value that the body is: a part of the request as its fields are.
        let isOfRoot: Bool
    }

    private struct Place {
        let part: CasePlace?
        let number: Int
        let schema: Int?
    }

    /// Begins with the next operation, which has these places.
    mutating func begin(_ places: [CasePlace]) {
        operation += 1
        parts = Dictionary(places.map { ($0.label, $0) }) { first, _ in first }
        self.places = [:]
        last = nil
    }

    /// What a case of the operation is about.
    mutating func subject(_ kind: String, _ label: String) -> CaseBudget.Subject {
        let kind = known(kind)
        let place = place(label, kind)
        return CaseBudget.Subject(
            operation: operation,
            kind: kind.number,
            place: place.number,
            isPart: !label.isEmpty || kind.isOfRoot,
            group: kind.group,
            isDecided: kind.isDecided,
            schema: place.schema,
            surprise: kind.kind?.surprise(at: place.part)
        )
    }

    private mutating func place(_ label: String, _ kind: Kind) -> Place {
        // No parameter's or field's name begins so.
        let name = !label.isEmpty ? "at " + label : kind.isOfRoot ? "root" : "group \(kind.group)"
        if let last, last.name == name { return last.place }
        let place = places[name] ?? next(parts[label])
        places[name] = place
        last = (name, place)
        return place
    }

    private mutating func next(_ part: CasePlace?) -> Place {
        placeCount += 1
        // A parameter is its operation's own, wherever it is described; what is read into one object, one thing reads.
        let schema = part.flatMap { $0.pointer == nil ? nil : $0.schema }.map { schema in
            let number = schemas[schema] ?? schemas.count
            schemas[schema] = number
            return number
        }
        return Place(part: part, number: placeCount - 1, schema: schema)
    }

    private mutating func known(_ name: String) -> Kind {
        if let known = kinds[name] { return known }
        let kind = CaseKind.named(name)
        let new = Kind(
            kind: kind,
            number: kinds.count,
            group: kind.flatMap { CaseGroup.allCases.firstIndex(of: $0.group) } ?? 0,
            isDecided: kind.map { $0.rule.outcome != .either } ?? true,
            isOfRoot: kind.map(CaseKind.ofRoot.contains) ?? false
        )
        kinds[name] = new
        return new
    }
}

extension CaseKind {
    /// How a value of this kind may surprise what reads the place, as far as that is known without making it: null, a
    /// number that machines don't hold, another alternative of the pattern or nothing at all where the schema allows
    /// it; another type, and credentials beyond ASCII.
    func surprise(at place: CasePlace?) -> CaseBudget.Surprise? {
        guard let place else { return self == .validNulls ? .allowed : self == .authNotAscii ? .forbidden : nil }
        switch self {
        case .fieldNull: return place.mayBeNull ? .allowed : .forbidden
        case .validOptionalAbsent: return place.pointer == nil || place.mayBeNull || place.hasDefault ? nil : .allowed
        case .numberBeyond64Bits: return place.shape.isBounded ? nil : .allowed
        case .stringPatternAlternative: return .allowed
        default: return Self.forbidden.contains(self) ? .forbidden : nil
        }
    }

    /// Other values than the body's own, as a whole.
    fileprivate static let ofRoot: Set<CaseKind> = [
        .bodyNull, .bodyString, .bodyNumber, .bodyBoolean, .bodyEmptyArray, .bodyInArray, .bodyInString,
        .bodyEmptyObject,
    ]

    private static let forbidden: Set<CaseKind> = [
        .fieldAsString, .fieldAsNumber, .fieldAsBoolean, .fieldAsArray, .fieldAsObject, .fieldAloneWrongType,
        .queryWrongType, .headerWrongType, .cookieWrongType, .pathWrongType,
    ]
}

extension CasePlace {
    fileprivate var mayBeNull: Bool { ExpectedTypes.of(schema)?.contains("null") ?? false }

    fileprivate var hasDefault: Bool { schema?.value["default"] != nil || schema?.resolved.value["default"] != nil }
}

extension SchemaShape {
    /// Whether a number has a greatest value, by its format or otherwise.
    fileprivate var isBounded: Bool {
        maximum != nil || exclusiveMaximum != nil || formats.contains { NumberFormat.range($0) != nil }
    }
}
