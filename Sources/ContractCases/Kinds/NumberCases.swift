import Contracts
import JSON
import Measurement

extension CaseKind {
    /// Numbers at and beyond their bounds.
    static let numbers = [
        numberSmallest, numberTooSmall, numberGreatest, numberTooGreat, numberAtExclusiveBound, numberNotMultiple,
        numberFraction, numberZero, numberNegative, numberAsText, numberBeyond64Bits, numberBeyond53Bits, numberHuge,
        numberManyDigits, numberNotANumber, numberLeadingZero,
    ]

    static let numberSmallest = CaseKind(
        "number-smallest",
        .numbers,
        sends: "the least number that is allowed",
        .accepted(),
        why: validAtBound
    )
    static let numberTooSmall = CaseKind(
        "number-too-small",
        .numbers,
        sends: "the number next below the least one",
        .refused(),
        why: invalidValue
    )
    static let numberGreatest = CaseKind(
        "number-greatest",
        .numbers,
        sends: "the greatest number that is allowed",
        .accepted(),
        why: validAtBound
    )
    static let numberTooGreat = CaseKind(
        "number-too-great",
        .numbers,
        sends: "the number next above the greatest one",
        .refused(),
        why: invalidValue
    )
    static let numberAtExclusiveBound = CaseKind(
        "number-at-exclusive-bound",
        .numbers,
        sends: "a number that is an exclusive bound",
        .refused(),
        why: invalidValue
    )
    static let numberNotMultiple = CaseKind(
        "number-not-multiple",
        .numbers,
        sends: "a number between two multiples",
        .refused(),
        why: invalidValue
    )
    static let numberFraction = CaseKind(
        "number-fraction",
        .numbers,
        sends: "a number with a fraction for an integer",
        .refused(),
        why: invalidValue
    )
    static let numberZero = CaseKind("number-zero", .numbers, sends: "zero", .bySchema(), why: schemaDecides)
    static let numberNegative = CaseKind(
        "number-negative",
        .numbers,
        sends: "a negative number",
        .bySchema(),
        why: schemaDecides
    )
    static let numberAsText = CaseKind(
        "number-as-text",
        .numbers,
        sends: "a number in quotes",
        .refused(),
        why: invalidValue
    )
    static let numberBeyond64Bits = CaseKind(
        "number-beyond-64-bits",
        .numbers,
        sends: "the integer 9223372036854775808, which 64 bits can't hold",
        .bySchema(),
        why: schemaDecides
    )
    static let numberBeyond53Bits = CaseKind(
        "number-beyond-53-bits",
        .numbers,
        sends: "the integer 9007199254740993, which a double can't hold exactly",
        .bySchema(),
        why: "Beyond 2^53 recipients may disagree (RFC 8259, section 6)"
    )
    static let numberHuge = CaseKind(
        "number-huge",
        .numbers,
        sends: "the number 1e400, which no double can hold",
        .bySchema(),
        why: limitedRange
    )
    static let numberManyDigits = CaseKind(
        "number-many-digits",
        .numbers,
        sends: "a number of 400 digits",
        .bySchema(),
        why: limitedRange
    )
    static let numberNotANumber = CaseKind(
        "number-not-a-number",
        .numbers,
        sends: "`NaN` in place of a number",
        .refused(),
        why: "NaN and infinity are no JSON (RFC 8259, section 6)"
    )
    static let numberLeadingZero = CaseKind(
        "number-leading-zero",
        .numbers,
        sends: "a number with a zero before it",
        .refused(),
        why: "Leading zeros are no JSON (RFC 8259, section 6)"
    )

    private static let limitedRange =
        "Recipients may limit range and precision (RFC 8259, section 6), but must not break"
}

/// Numbers at and beyond their bounds.
extension CaseMaker {
    mutating func addNumbers(_ place: CasePlace) {
        guard place.isNumber, place.shape.candidates == nil else { return }
        let label = place.label
        addLower(place)
        addUpper(place)
        addBeyondFormat(place)
        if wants(.numberNotMultiple, place), let multiple = place.shape.multiples.first,
            let valid = place.valid?.sent.number
        {
            let half = JSONNumber(valid.double + multiple.double / 2) ?? valid
            addValue(.numberNotMultiple, "\(label) between two multiples of \(multiple)", .number(half), place)
        }
        if place.shape.types?.contains("number") != true {
            addLiteral(.numberFraction, "\(label) with a fraction", "1.5", place)
        }
        addValue(.numberZero, "\(label) as 0", 0, place)
        addValue(.numberNegative, "\(label) as -1", -1, place, combines: true)
        addLiteral(.numberBeyond53Bits, "\(label) as 9007199254740993", "9007199254740993", place)
        addLiteral(.numberBeyond64Bits, "\(label) as 9223372036854775808", "9223372036854775808", place)
        addLiteral(.numberHuge, "\(label) as 1e400", "1e400", place)
        addLiteral(
            .numberManyDigits,
            "\(label) as a number of 400 digits",
            "1" + String(repeating: "0", count: 399),
            place
        )
        guard place.pointer != nil else { return }
        if place.isPlain { return addValue(.numberNotANumber, "\(label) as NaN", "NaN", place) }
        if let number = place.valid?.sent.number {
            addValue(.numberAsText, "\(label) as a number in quotes", .string(number.literal), place, combines: true)
        }
        addRaw(.numberNotANumber, "\(label) as NaN", place, Array("NaN".utf8))
        addRaw(.numberLeadingZero, "\(label) with a leading zero", place, Array("01".utf8))
    }

    private mutating func addLower(_ place: CasePlace) {
        let shape = place.shape
        if let bound = shape.minimum {
            addBound(.numberSmallest, "\(place.label) of the least value, \(bound)", bound, place)
            if let less = step(bound, -1, shape) {
                addValue(
                    .numberTooSmall,
                    "\(place.label) as \(less), below the least value",
                    .number(less),
                    place,
                    combines: true
                )
            }
        }
        if let bound = shape.exclusiveMinimum {
            addValue(
                .numberAtExclusiveBound,
                "\(place.label) as \(bound), which is excluded",
                .number(bound),
                place
            )
            if let next = step(bound, 1, shape) {
                addBound(.numberSmallest, "\(place.label) of the least value, \(next)", next, place)
            }
        }
    }

    private mutating func addUpper(_ place: CasePlace) {
        let shape = place.shape
        if let bound = shape.maximum {
            addBound(.numberGreatest, "\(place.label) of the greatest value, \(bound)", bound, place)
            if let more = step(bound, 1, shape) {
                addValue(
                    .numberTooGreat,
                    "\(place.label) as \(more), above the greatest value",
                    .number(more),
                    place,
                    combines: true
                )
            }
        }
        if let bound = shape.exclusiveMaximum {
            addValue(
                .numberAtExclusiveBound,
                "\(place.label) as \(bound), which is excluded",
                .number(bound),
                place
            )
            if let next = step(bound, -1, shape) {
                addBound(.numberGreatest, "\(place.label) of the greatest value, \(next)", next, place)
            }
        }
    }

    /// What 32 bits can't hold, where nothing but the format says so; the bounds themselves are no case, for few
    /// services have use for so much. Of 64 bits there is a kind of its own.
    private mutating func addBeyondFormat(_ place: CasePlace) {
        let shape = place.shape
        guard shape.formats.contains("int32"), let range = NumberFormat.range("int32") else { return }
        if shape.minimum == nil, shape.exclusiveMinimum == nil, let less = step(range.low, -1, shape) {
            addValue(.numberTooSmall, "\(place.label) as \(less), below 32 bits", .number(less), place)
        }
        if shape.maximum == nil, shape.exclusiveMaximum == nil, let more = step(range.high, 1, shape) {
            addValue(.numberTooGreat, "\(place.label) as \(more), above 32 bits", .number(more), place)
        }
    }

    /// A bound that the base request doesn't have already.
    private mutating func addBound(_ kind: CaseKind, _ description: String, _ bound: JSONNumber, _ place: CasePlace) {
        guard place.valid?.sent.number != bound else { return }
        addValue(kind, description, .number(bound), place)
    }

    private mutating func addLiteral(_ kind: CaseKind, _ description: String, _ literal: String, _ place: CasePlace) {
        guard let number = JSONNumber(literal: literal) else { return }
        addValue(kind, description, .number(number), place)
    }

    /// The neighbour of a whole bound; nil where 64 bits don't hold it. Of others, one a whole unit away.
    private func step(_ bound: JSONNumber, _ by: Int, _ shape: SchemaShape) -> JSONNumber? {
        let step = shape.multiples.first?.int ?? 1
        if let whole = bound.int {
            let (next, overflow) = whole.addingReportingOverflow(step.multipliedSaturated(by: by))
            return overflow ? nil : JSONNumber(next)
        }
        return JSONNumber(bound.double + Double(by))
    }
}
