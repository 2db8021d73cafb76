import JSON

/// Writes values as XML along their schemas (OpenAPI 3.1.0, XML Object).
struct XMLContent {
    private var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

    /// The document of `value`.
    static func text(_ value: JSONValue, _ schema: ContractSchema?) -> String {
        var content = XMLContent()
        // A schema of its own among the components names the element (OpenAPI 3.1.0, XML Object).
        let component = schema.flatMap { $0.value["$ref"] == nil ? nil : $0.resolved.pointer.tokens.last }
        content.write(value, schema, named: name(schema, or: component ?? "root"))
        return content.text
    }

    private static func xml(_ schema: ContractSchema?) -> JSONValue? {
        schema?.value["xml"] ?? schema?.resolved.value["xml"]
    }

    private static func name(_ schema: ContractSchema?, or name: String) -> String {
        let own = xml(schema)
        let local = own?["name"]?.string ?? name
        return valid(own?["prefix"]?.string.map { "\($0):\(local)" } ?? local)
    }

    /// What can't be in a name is replaced (XML 1.0, section 2.3).
    private static func valid(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let isLetter = scalar == "_" || scalar == ":" || scalar.properties.isAlphabetic
            let isLater = scalar == "-" || scalar == "." || scalar.properties.numericType != nil
            if isLetter || isLater && !result.isEmpty { result.unicodeScalars.append(scalar) } else { result += "_" }
        }
        return result.isEmpty ? "_" : result
    }

    private mutating func write(_ value: JSONValue, _ schema: ContractSchema?, named name: String) {
        switch value {
        case .object(let object): write(object, schema, named: name)
        case .array(let elements): write(elements, schema, named: name)
        case .null, .bool, .number, .string:
            let plain = ParameterWriter.plain(value) ?? ""
            text += "<\(name)\(Self.namespace(schema))>\(Self.escaped(plain))</\(name)>"
        }
    }

    private mutating func write(_ object: JSONObject, _ schema: ContractSchema?, named name: String) {
        let members = object.map { (name: $0.name, value: $0.value, schema: ExpectedTypes.member($0.name, of: schema)) }
        text += "<\(name)\(Self.namespace(schema))"
        for member in members where Self.isAttribute(member.schema) {
            let plain = ParameterWriter.plain(member.value) ?? member.value.description
            text += " \(Self.name(member.schema, or: member.name))=\"\(Self.escaped(plain))\""
        }
        text += ">"
        for member in members where !Self.isAttribute(member.schema) {
            write(member.value, member.schema, named: Self.name(member.schema, or: member.name))
        }
        text += "</\(name)>"
    }

    /// A list is its elements, in an element of its own when it is `wrapped`.
    private mutating func write(_ elements: [JSONValue], _ schema: ContractSchema?, named name: String) {
        let items = ExpectedTypes.elements(of: schema)
        let isWrapped = Self.xml(schema)?["wrapped"] == true || text.hasSuffix("?>")
        if isWrapped { text += "<\(name)\(Self.namespace(schema))>" }
        for element in elements { write(element, items, named: Self.name(items, or: name)) }
        if isWrapped { text += "</\(name)>" }
    }

    private static func isAttribute(_ schema: ContractSchema?) -> Bool { xml(schema)?["attribute"] == true }

    private static func namespace(_ schema: ContractSchema?) -> String {
        guard let own = xml(schema), let uri = own["namespace"]?.string else { return "" }
        let prefix = own["prefix"]?.string.map { ":\(valid($0))" } ?? ""
        return " xmlns\(prefix)=\"\(escaped(uri))\""
    }

    /// Characters that XML 1.0 can't have at all are left out.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
