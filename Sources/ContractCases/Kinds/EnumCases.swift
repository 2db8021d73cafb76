import Contracts
import JSON

extension CaseKind {
    /// Values of enumerations.
    static let enums = [
        enumEach, enumStranger, enumOtherCase, enumBlankAround,
    ]

    static let enumEach = CaseKind(
        "enum-each",
        .enums,
        sends: "each of the values that are allowed",
        .accepted(),
        why: "The contract says that the request is valid"
    )
    static let enumStranger = CaseKind(
        "enum-stranger",
        .enums,
        sends: "a value that isn't among those allowed",
        .refused([400, 401, 422]),
        why: invalidValue
    )
    static let enumOtherCase = CaseKind(
        "enum-other-case",
        .enums,
        sends: "an allowed value in another case",
        .refused([400, 401, 422]),
        why: "Strings are equal when their characters are (JSON Schema 2020-12, core, section 4.2.2)"
    )
    static let enumBlankAround = CaseKind(
        "enum-blank-around",
        .enums,
        sends: "an allowed value with a blank behind it",
        .bySchema([400, 401, 422]),
        why: invalidValue
    )
}

/// Values of enumerations.
extension CaseMaker {
    mutating func addEnums(_ place: CasePlace) {
        guard let candidates = place.shape.candidates else { return }
        let label = place.label
        for candidate in candidates where !place.isPresent || candidate.texted != place.valid?.sent.texted {
            addValue(.enumEach, "\(label) as \(candidate.texted)", candidate, place)
        }
        let texts = candidates.compactMap(\.string)
        addValue(.enumStranger, "\(label) with a value that isn't listed", "muster-stranger", place, combines: true)
        guard let text = texts.first(where: { $0.lowercased() != $0.uppercased() }) else { return }
        let other = text == text.uppercased() ? text.lowercased() : text.uppercased()
        addValue(.enumOtherCase, "\(label) as \(other)", .string(other), place)
        if place.location != .header {
            addValue(.enumBlankAround, "\(label) as \(text) with a blank behind it", .string(text + " "), place)
        }
    }
}
