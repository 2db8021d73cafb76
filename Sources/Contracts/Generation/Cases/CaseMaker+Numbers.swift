import JSON
import Measurement

/// Numbers at and beyond their bounds.
extension CaseMaker {
    mutating func addNumbers(_ place: CasePlace) {
        guard place.isNumber, place.shape.candidates == nil else { return }
        let label = place.label
        addLower(place)
        addUpper(place)
        if let multiple = place.shape.multiples.first, let valid = place.valid?.sent.number {
            let half = JSONNumber(valid.double + multiple.double / 2) ?? valid
            addValue("number-not-multiple", "\(label) between two multiples of \(multiple)", .number(half), place)
        }
        if place.shape.types?.contains("number") != true {
            addLiteral("number-fraction", "\(label) with a fraction", "1.5", place)
        }
        addValue("number-zero", "\(label) as 0", 0, place)
        addValue("number-negative", "\(label) as -1", -1, place, combines: true)
        addLiteral("number-beyond-53-bits", "\(label) as 9007199254740993", "9007199254740993", place)
        addLiteral("number-beyond-64-bits", "\(label) as 9223372036854775808", "9223372036854775808", place)
        addLiteral("number-huge", "\(label) as 1e400", "1e400", place)
        addLiteral(
            "number-many-digits",
            "\(label) as a number of 400 digits",
            "1" + String(repeating: "0", count: 399),
            place
        )
        guard place.pointer != nil else { return }
        if place.isPlain { return addValue("number-not-a-number", "\(label) as NaN", "NaN", place) }
        if let number = place.valid?.sent.number {
            addValue("number-as-text", "\(label) as a number in quotes", .string(number.literal), place, combines: true)
        }
        addRaw("number-not-a-number", "\(label) as NaN", place, Array("NaN".utf8))
        addRaw("number-leading-zero", "\(label) with a leading zero", place, Array("01".utf8))
    }

    private mutating func addLower(_ place: CasePlace) {
        let shape = place.shape
        if let bound = shape.minimum {
            addBound("number-smallest", "\(place.label) of the least value, \(bound)", bound, place)
            if let less = step(bound, -1, shape) {
                addValue(
                    "number-too-small",
                    "\(place.label) as \(less), below the least value",
                    .number(less),
                    place,
                    combines: true
                )
            }
        }
        if let bound = shape.exclusiveMinimum {
            addValue(
                "number-at-exclusive-bound",
                "\(place.label) as \(bound), which is excluded",
                .number(bound),
                place
            )
            if let next = step(bound, 1, shape) {
                addBound("number-smallest", "\(place.label) of the least value, \(next)", next, place)
            }
        }
    }

    private mutating func addUpper(_ place: CasePlace) {
        let shape = place.shape
        if let bound = shape.maximum {
            addBound("number-greatest", "\(place.label) of the greatest value, \(bound)", bound, place)
            if let more = step(bound, 1, shape) {
                addValue(
                    "number-too-great",
                    "\(place.label) as \(more), above the greatest value",
                    .number(more),
                    place,
                    combines: true
                )
            }
        }
        if let bound = shape.exclusiveMaximum {
            addValue(
                "number-at-exclusive-bound",
                "\(place.label) as \(bound), which is excluded",
                .number(bound),
                place
            )
            if let next = step(bound, -1, shape) {
                addBound("number-greatest", "\(place.label) of the greatest value, \(next)", next, place)
            }
        }
    }

    /// A bound that the base request doesn't have already.
    private mutating func addBound(_ kind: String, _ words: String, _ bound: JSONNumber, _ place: CasePlace) {
        guard place.valid?.sent.number != bound else { return }
        addValue(kind, words, .number(bound), place)
    }

    private mutating func addLiteral(_ kind: String, _ words: String, _ literal: String, _ place: CasePlace) {
        guard let number = JSONNumber(literal: literal) else { return }
        addValue(kind, words, .number(number), place)
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
