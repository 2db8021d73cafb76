import Contracts
import JSON

extension CaseKind {
    /// Arrays and objects.
    static let containers = [
        arrayEmpty, arrayFewest, arrayTooFew, arrayMost, arrayTooMany, arrayRepeatedElement, arrayWrongElement,
        arrayNullElement, array1Thousand, objectEmpty, objectTooMany,
    ]

    static let arrayEmpty = CaseKind(
        "array-empty",
        .containers,
        sends: "an empty array",
        .bySchema(),
        why: schemaDecides
    )
    static let arrayFewest = CaseKind(
        "array-fewest",
        .containers,
        sends: "an array with the least number of elements",
        .accepted(),
        why: validAtBound
    )
    static let arrayTooFew = CaseKind(
        "array-too-few",
        .containers,
        sends: "an array with one element less than the least number",
        .refused(),
        why: invalidValue
    )
    static let arrayMost = CaseKind(
        "array-most",
        .containers,
        sends: "an array with the greatest number of elements",
        .accepted(),
        why: validAtBound
    )
    static let arrayTooMany = CaseKind(
        "array-too-many",
        .containers,
        sends: "an array with one element more than the greatest number",
        .refused(),
        why: invalidValue
    )
    static let arrayRepeatedElement = CaseKind(
        "array-repeated-element",
        .containers,
        sends: "an array with the same element twice where all must differ",
        .refused(),
        why: invalidValue
    )
    static let arrayWrongElement = CaseKind(
        "array-wrong-element",
        .containers,
        sends: "an array with an element of another type",
        .refused(),
        why: invalidValue
    )
    static let arrayNullElement = CaseKind(
        "array-null-element",
        .containers,
        sends: "an array with an element that is null",
        .bySchema(),
        why: schemaDecides
    )
    static let array1Thousand = CaseKind(
        "array-1-thousand",
        .containers,
        sends: "an array with 1,000 elements",
        .bySchema(or: [413]),
        why: schemaDecides
    )
    static let objectEmpty = CaseKind(
        "object-empty",
        .containers,
        sends: "an empty object",
        .bySchema(),
        why: schemaDecides
    )
    static let objectTooMany = CaseKind(
        "object-too-many",
        .containers,
        sends: "an object with one member more than the greatest number",
        .refused(),
        why: invalidValue
    )
}

/// Arrays and objects.
extension CaseMaker {
    mutating func addContainers(_ place: CasePlace) {
        guard place.pointer != nil, let valid = place.valid else { return }
        switch valid.sent {
        case .array(let elements): addArrays(place, elements, valid.written.array ?? elements.map(ScenarioText.literal))
        case .object(let object):
            addValue(.objectEmpty, "\(place.label) as an empty object", [:], place)
            addObjectBounds(place, object)
            addExtra(place, object)
        case .null, .bool, .number, .string: break
        }
    }

    private mutating func addArrays(_ place: CasePlace, _ sent: [JSONValue], _ written: [JSONValue]) {
        let label = place.label
        let shape = place.shape
        addValue(.arrayEmpty, "\(label) as an empty list", [], place, combines: true)
        if shape.minItems > 0 {
            addList(
                .arrayFewest,
                "\(label) with the least number of elements, \(shape.minItems)",
                shape.minItems,
                place,
                sent
            )
            if shape.minItems > 1 {
                addList(
                    .arrayTooFew,
                    "\(label) with \(shape.minItems - 1) elements, one too few",
                    shape.minItems - 1,
                    place,
                    sent
                )
            } else {
                addValue(.arrayTooFew, "\(label) without elements", [], place)
            }
        }
        if shape.maxItems < 100_000 {
            addList(
                .arrayMost,
                "\(label) with the greatest number of elements, \(shape.maxItems)",
                shape.maxItems,
                place,
                sent
            )
            addList(
                .arrayTooMany,
                "\(label) with \(shape.maxItems + 1) elements, one too many",
                shape.maxItems + 1,
                place,
                sent
            )
        }
        guard let first = sent.first else { return }
        if shape.hasUniqueItems {
            addValue(.arrayRepeatedElement, "\(label) with the same element twice", .array(sent + [first]), place)
        }
        let strange: JSONValue = first.string == nil ? "text" : 5
        addValue(.arrayWrongElement, "\(label) with an element of another type", .array(sent + [strange]), place)
        addValue(.arrayNullElement, "\(label) with an element that is null", .array(sent + [.null]), place)
        guard wants(.array1Thousand, place) else { return }
        let many = JSONValue.array((0..<1000).map { sent[$0 % sent.count] })
        // Written as a text, in one line.
        addRaw(
            .array1Thousand,
            "\(label) with 1,000 elements",
            place,
            isValid: isValid(place, many),
            isSurvey ? [] : Array(many.texted(isJSON: true).utf8)
        )
    }

    /// A list of `count` elements; different ones where they must differ.
    private mutating func addList(
        _ kind: CaseKind,
        _ description: String,
        _ count: Int,
        _ place: CasePlace,
        _ sent: [JSONValue]
    ) {
        guard wants(kind, place), place.valid?.sent.array?.count != count || !place.isPresent else { return }
        var elements: [JSONValue] = []
        let schema = place.shape.schemas(ofElement: 0).first
        for index in 0..<(isSurvey ? min(count, 1) : count) {
            if index < sent.count {
                elements.append(sent[index])
            } else if place.shape.hasUniqueItems, let schema, index < 1000 {
                let maker = ValueMaker(seed: seed &+ UInt64(index), direction: .request, usesExamples: false)
                elements.append(maker.value(for: schema).value ?? sent.first ?? "text")
            } else {
                elements.append(sent.first ?? schema.flatMap { made($0) } ?? "text")
            }
        }
        addValue(kind, description, .array(elements), place)
    }

    private mutating func addObjectBounds(_ place: CasePlace, _ object: JSONObject) {
        guard wants(.objectTooMany, place), place.shape.maxProperties < 10_000 else { return }
        var more = object
        var index = 0
        while more.count <= place.shape.maxProperties {
            more["muster\(index)"] = "text"
            index += 1
        }
        addValue(.objectTooMany, "\(place.label) with \(more.count) members, too many", .object(more), place)
    }

    /// Fields that the contract doesn't know, within an object.
    private mutating func addExtra(_ place: CasePlace, _ object: JSONObject) {
        guard let pointer = place.pointer else { return }
        addMembers(
            .fieldExtra,
            "\(place.label) with a field that the contract doesn't know",
            pointer,
            [("musterExtra", "text")]
        )
    }

    /// Adds members to the object at a pointer of the body.
    mutating func addMembers(
        _ kind: CaseKind,
        _ description: String,
        _ pointer: JSONPointer,
        _ members: [(String, JSONValue)]
    ) {
        guard wants(kind), let body = base.value, case .object(var object)? = pointer.value(in: body),
            makes(kind)
        else { return }
        for (name, value) in members { object[name] = value }
        let changed = body.setting(.object(object), at: pointer.tokens) ?? body
        let isValid = isValid(body: changed)
        let written = members.map { ($0.0, ScenarioText.literal($0.1)) }
        add(kind, description, isValid: isValid) { draft in
            for (name, value) in written { draft.body = draft.body.setting(value, at: pointer.tokens + [name]) }
        }
    }
}
