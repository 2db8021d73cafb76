import Contracts
import HTTP
import JSON

extension CaseMaker {
    /// What ``allPlaces`` keeps.
    func findPlaces() -> [CasePlace] {
        var places = operation.parameters.filter { !holdsCredentials($0) }.map(place)
        if let value = base.value, let schema = base.content?.schema {
            if base.draft.body.format == .text {
                places.append(field(JSONPointer(), schema, isRequired: true, value))
            } else {
                addFields(of: schema, value, JSONPointer(), &places)
            }
        }
        return places
    }

    /// Whether a security scheme of the operation is about this parameter: then it is no plain value.
    private func holdsCredentials(_ parameter: Parameter) -> Bool {
        if parameter.location == .header, parameter.isCalled("Authorization") { return true }
        return base.credentials.contains { scheme in
            if case .apiKey(let name, let location) = scheme.kind {
                return location == parameter.location && parameter.isCalled(name)
            }
            return false
        }
    }

    private func place(_ parameter: Parameter) -> CasePlace {
        let written = written(parameter)
        let schema = parameter.valueSchema
        let shape = schema.map(shape) ?? SchemaShape()
        var valid: CaseValue?
        if let written {
            valid = CaseValue(sent: coerced(base.resolution.resolve(written), shape), written: written)
        } else if let made = made(schema, parameter.examples) {
            valid = CaseValue(made)
        }
        return CasePlace(
            site: .parameter(parameter),
            label: parameter.name,
            schema: schema,
            shape: shape,
            isRequired: parameter.isRequired,
            isPresent: written != nil,
            valid: valid,
            isSecret: written.map(base.resolution.isSecret) ?? false
        )
    }

    /// What the base request has of a parameter.
    private func written(_ parameter: Parameter) -> JSONValue? {
        switch parameter.location {
        case .header: return base.draft.header(parameter.name)
        case .query: return base.draft.query[parameter.name].flatMap { $0 == .null ? nil : $0 }
        case .path: return base.pathValues[parameter.name].map { .string(PercentText.decode($0) ?? $0) }
        case .cookie:
            guard case .string(let text)? = base.draft.header("Cookie").map(base.resolution.resolve) else { return nil }
            let pairs = text.split(separator: ";").map { $0.drop { $0 == " " } }
            return pairs.first { $0.hasPrefix("\(parameter.name)=") }
                .map { .string(String($0.dropFirst(parameter.name.count + 1))) }
        }
    }

    func made(_ schema: ContractSchema?, _ examples: [ContractExample] = []) -> JSONValue? {
        guard let schema else { return examples.first?.value ?? "text" }
        let made = ValueMaker(seed: seed, direction: .request).value(for: schema, examples: examples)
        return made.isValid ? made.value : nil
    }

    /// What a schema asks for; of alternatives the first.
    func shape(_ schema: ContractSchema) -> SchemaShape {
        var shape = SchemaShape()
        shape.add(schema) { _ in 0 }
        return shape
    }

    /// How deep fields are looked for.
    private static let deepest = 8

    private func addFields(
        of schema: ContractSchema,
        _ value: JSONValue,
        _ at: JSONPointer,
        _ places: inout [CasePlace]
    ) {
        guard at.tokens.count < Self.deepest else { return }
        let shape = shape(schema)
        switch value {
        case .object(let object):
            var names = shape.members.flatMap { $0.properties.map(\.name) }
            names += object.names.filter { !names.contains($0) }
            var seen: Set<String> = []
            for name in names where seen.insert(name).inserted {
                guard let part = shape.schemas(of: name).schemas.first else { continue }
                let pointer = at.appending(name)
                guard at.tokens.count > 0 || isWritable(name) else { continue }
                places.append(field(pointer, part, isRequired: shape.required.contains(name), object[name]))
                if let value = object[name] { addFields(of: part, value, pointer, &places) }
            }
        case .array(let elements):
            guard let first = elements.first, let part = shape.schemas(ofElement: 0).first else { return }
            let pointer = at.appending(0)
            places.append(field(pointer, part, isRequired: true, first))
            addFields(of: part, first, pointer, &places)
        case .null, .bool, .number, .string: break
        }
    }

    private func field(_ at: JSONPointer, _ schema: ContractSchema, isRequired: Bool, _ sent: JSONValue?) -> CasePlace {
        var valid: CaseValue?
        var isSecret = false
        if let sent {
            let written = written(at, sent)
            valid = CaseValue(sent: sent, written: written)
            isSecret = base.resolution.isSecret(written)
        } else if let made = made(schema) {
            valid = CaseValue(made)
        }
        return CasePlace(
            site: .field(at),
            label: CasePlace.label(at),
            schema: schema,
            shape: shape(schema),
            isRequired: isRequired,
            isPresent: sent != nil,
            valid: valid,
            isSecret: isSecret,
            format: format(at, schema)
        )
    }

    /// What the base request writes at a field.
    private func written(_ at: JSONPointer, _ sent: JSONValue) -> JSONValue {
        switch base.draft.body {
        case .json(let body), .other("form", let body): at.value(in: body) ?? ScenarioText.literal(sent)
        case .other("text", let text): text
        case .other("multipart", let parts):
            parts.array?.first { $0["name"]?.string == at.tokens.first }.flatMap { part in
                part["json"].flatMap { JSONPointer(tokens: Array(at.tokens.dropFirst())).value(in: $0) }
                    ?? (at.tokens.count == 1 && sent.array == nil ? part["text"] : nil)
            } ?? ScenarioText.literal(sent)
        case .none, .other: ScenarioText.literal(sent)
        }
    }

    /// How a field's value is written: in a form and a text part everything is a text.
    private func format(_ at: JSONPointer, _ schema: ContractSchema) -> BodyFormat {
        guard case .other("multipart", let parts) = base.draft.body else { return base.draft.body.format ?? .json }
        let part = parts.array?.first { $0["name"]?.string == at.tokens.first }
        if let part { return part["json"] == nil ? .multipart : .json }
        return ExpectedTypes.of(schema) == ["object"] ? .json : .multipart
    }

    /// Whether a field of a form is written as the fields of this format are; other styles are left alone.
    private func isWritable(_ name: String) -> Bool {
        guard base.draft.body.format == .form, let encoding = base.content?.encodings[name] else { return true }
        return encoding.style == .form && encoding.explode
    }

    /// A parameter's text as the value that its schema means.
    func coerced(_ value: JSONValue, _ shape: SchemaShape) -> JSONValue {
        guard case .string(let text) = value, let types = shape.types, !types.contains("string") else { return value }
        if types.contains("boolean"), text == "true" || text == "false" { return .bool(text == "true") }
        if types.contains("integer") || types.contains("number"), let number = JSONNumber(literal: text) {
            return .number(number)
        }
        return value
    }
}

/// A place in a request that has a value of its own: a parameter, or a field of a JSON body.
struct CasePlace: Sendable {
    /// Where it is.
    enum Site: Sendable {
        case parameter(Parameter)
        case field(JSONPointer)
    }

    let site: Site
    /// As names of cases and `allow` write it.
    let label: String
    let schema: ContractSchema?
    /// What the schema asks for.
    let shape: SchemaShape
    let isRequired: Bool
    /// Whether the base request has it.
    let isPresent: Bool
    /// A valid value: the base request's, or one made from the schema.
    let valid: CaseValue?
    /// Whether the base request's value comes from something secret.
    let isSecret: Bool
    /// How a field is written.
    var format = BodyFormat.json

    var parameter: Parameter? {
        if case .parameter(let parameter) = site { parameter } else { nil }
    }

    var pointer: JSONPointer? {
        if case .field(let pointer) = site { pointer } else { nil }
    }

    var location: Parameter.Location? { parameter?.location }

    /// Whether its value is members of the query by names of their own, among those of others: there is no one place
    /// where another value could stand.
    var isSpread: Bool {
        guard let parameter, parameter.location == .query, parameter.style == .form, parameter.explode,
            parameter.content == nil
        else { return false }
        return shape.types == ["object"]
    }

    /// Whether its value names another thing.
    var isReference: Bool {
        switch site {
        case .parameter(let parameter): FieldNames.isReference(parameter.name, isInner: false)
        case .field(let pointer):
            // `/owners/0` is one of the `owners`.
            pointer.tokens.last { Int($0) == nil }.map { FieldNames.isReference($0, isInner: pointer.tokens.count > 1) }
                ?? false
        }
    }

    /// Whether a value of this type may be valid here.
    func allows(_ type: String) -> Bool {
        guard let types = shape.types else { return shape.candidates == nil || isCandidate(type) }
        return types.contains(type) || (type == "number" && types.contains("integer"))
    }

    private func isCandidate(_ type: String) -> Bool {
        shape.candidates?.contains { $0.kind.rawValue == type || (type == "integer" && $0.kind == .number) } ?? true
    }

    /// Whether it is a field, or the whole, of a body in which every value is a text.
    var isPlain: Bool { pointer != nil && format != .json }

    /// Whether its values are bytes, as those of files are.
    private var isBinary: Bool {
        shape.formats.contains("binary") || shape.contentMediaType != nil
            || format == .multipart && schema?.resolved.value.object?.isEmpty == true
    }

    /// Whether its values are texts without a list of those that are allowed.
    var isText: Bool { allows("string") && shape.candidates == nil && !(isPlain && isBinary) }

    /// Whether its values are numbers in JSON or in a text.
    var isNumber: Bool { (shape.types?.contains("integer") ?? false) || (shape.types?.contains("number") ?? false) }

    /// Whether it is a container.
    var isContainer: Bool {
        guard let types = shape.types else { return valid?.sent.kind == .object || valid?.sent.kind == .array }
        return types.isSubset(of: ["object", "array", "null"])
    }

    /// `fileId`, `items[0].name`.
    static func label(_ pointer: JSONPointer) -> String {
        if pointer.tokens.isEmpty { return "the text" }
        var label = ""
        for token in pointer.tokens {
            if Int(token) != nil { label += "[\(token)]" } else { label += label.isEmpty ? token : "." + token }
        }
        return label
    }
}
