import JSON

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
    var isBinary: Bool {
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
