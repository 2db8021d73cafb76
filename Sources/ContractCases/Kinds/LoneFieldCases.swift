import Contracts
import JSON

extension CaseKind {
    static let fieldAloneWrongType = CaseKind(
        "field-alone-wrong-type",
        .fields,
        sends:
            "an optional field as an array, or as an object where an array may stand, without the other optional fields "
            + "beside it",
        .refused(),
        why: invalidValue + "; what stands beside a field may decide whether it is read at all"
    )
}

/// Fields without the optional ones beside them.
extension CaseMaker {
    mutating func addAloneOfWrongType(_ place: CasePlace) {
        guard wants(.fieldAloneWrongType, place), !place.isRequired, !place.isPlain, let pointer = place.pointer,
            let valid = place.valid
        else { return }
        let others = optionalFields(beside: pointer)
        guard !others.isEmpty, makes(.fieldAloneWrongType, place) else { return }
        let isList = place.allows("array")
        let value =
            isList ? CaseValue(["value": "text"]) : CaseValue(sent: [valid.sent], written: [valid.written])
        guard let alone = others.reduce(base.value, { $0?.setting(nil, at: $1.pointer?.tokens ?? []) }),
            let right = alone.setting(valid.sent, at: pointer.tokens), isValid(body: right) == true,
            let wrong = alone.setting(value.sent, at: pointer.tokens)
        else { return }
        let removals = others.map(removal)
        let change = edit(place, value)
        add(
            .fieldAloneWrongType,
            "\(place.label) as \(isList ? "an object" : "a list"), alone of the optional fields",
            at: place,
            isValid: isValid(body: wrong)
        ) { draft in
            removals.forEach { $0(&draft) }
            change(&draft)
        }
    }

    /// The other fields of the same object that the valid request has and that may be left out.
    private func optionalFields(beside pointer: JSONPointer) -> [CasePlace] {
        guard let name = pointer.tokens.last, Int(name) == nil else { return [] }
        let parent = pointer.tokens.dropLast()
        return allPlaces.filter { other in
            guard let tokens = other.pointer?.tokens, tokens.count == pointer.tokens.count else { return false }
            return !other.isRequired && other.isPresent && tokens.dropLast() == parent && tokens.last != name
        }
    }
}
