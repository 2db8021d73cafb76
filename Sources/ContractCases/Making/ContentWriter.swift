import Contracts
import JSON
import URI

/// Writes values as the content of requests, in the form of its media type.
enum ContentWriter {
    /// Why nothing, or nothing that is sure to be right, can be written.
    enum Lack: Sendable, Hashable {
        /// No content of the type can be made.
        case unknown(String)
        /// It can be, but what the document leaves out may make it another than the service takes.
        case unsure(String)

        /// The reason, in words.
        var reason: String {
            switch self {
            case .unknown(let reason), .unsure(let reason): reason
            }
        }
    }

    /// What keeps a value that was made from being content of its type; nil where nothing does.
    static func lack(of content: MediaContent, _ value: JSONValue) -> Lack? {
        let type = content.type
        let shown = type.essence
        if type.isJSON || type.isYAML || type.type == "*" { return nil }
        if type.isRange { return .unknown("\(shown) is a range of types, none of which is known") }
        if type.isXML {
            if value.string != nil { return .unknown("\(shown) with a schema of texts isn't made without an example") }
            let isNamed = XMLContent.hasName(content.schema)
            return isNamed ? nil : .unsure("\(shown) without a name of its root element ('xml' in the schema)")
        }
        switch shown {
        case "application/x-www-form-urlencoded", "multipart/form-data":
            guard let object = value.object else {
                return .unknown("\(shown) of a value that is no object isn't written")
            }
            guard shown == "application/x-www-form-urlencoded" else { return nil }
            let nested = object.first { member in
                content.encodings[member.name]?.style != .deepObject && Self.isNested(member.value)
            }
            return nested.map { .unsure("\(shown) with an object in '\($0.name)', for which it has no form") }
        case "application/octet-stream", "binary/octet-stream": return nil
        default:
            guard type.type == "text" else { return .unknown("\(shown) isn't made without an example") }
            let isText = value.object == nil && value.array == nil
            return isText ? nil : .unknown("\(shown) of a value that is no text isn't written")
        }
    }

    /// Whether a value of a field has objects, or lists within lists, for which forms have no style (OpenAPI 3.1.0,
    /// Style Values).
    private static func isNested(_ value: JSONValue) -> Bool {
        switch value {
        case .object: true
        case .array(let elements): elements.contains { $0.object != nil || $0.array != nil }
        case .null, .bool, .number, .string: false
        }
    }

    /// Puts content in; false where a field's style has no form for its value.
    ///
    /// - Parameters:
    ///   - value: The value as it is.
    ///   - written: The same as a scenario writes it, which may hold `${...}`; for JSON.
    static func put(
        _ value: JSONValue,
        written: JSONValue? = nil,
        _ content: MediaContent,
        _ draft: inout GeneratedRequest
    ) -> Bool {
        let type = content.type
        if type.isJSON || type.type == "*" {
            draft.body = .json(written ?? ScenarioText.literal(value))
            if type.essence != "application/json", type.type != "*", !type.isRange {
                draft.set(header: "Content-Type", .string(type.essence))
            }
        } else if type.essence == "application/x-www-form-urlencoded", case .object(let object) = value {
            guard let fields = Self.fields(object, content) else { return false }
            draft.body = .other("form", .object(fields))
        } else if type.essence == "multipart/form-data", case .object(let object) = value, !object.isEmpty {
            let parts = object.flatMap { Self.parts($0, content) }
            draft.body = .other("multipart", .array(parts))
        } else {
            draft.body = .other("text", .string(ScenarioText.literal(text(value, content))))
            if !type.isRange { draft.set(header: "Content-Type", .string(type.essence)) }
        }
        return true
    }

    /// JSON is YAML too (YAML 1.2.2, section 1.2).
    private static func text(_ value: JSONValue, _ content: MediaContent) -> String {
        content.type.isXML && value.string == nil ? XMLContent.text(value, content.schema) : value.texted
    }

    /// The fields of a form, as a scenario writes them; nil where the style of one has no form for its value (OpenAPI
    /// 3.1.0, Style Values).
    private static func fields(_ object: JSONObject, _ content: MediaContent) -> JSONObject? {
        var fields = JSONObject()
        for member in object {
            let encoding = content.encodings[member.name]
            guard let encoding, encoding.style == .deepObject, member.value.object != nil else {
                fields[ScenarioText.literal(member.name)] = CaseMaker.text(ScenarioText.literal(member.value))
                continue
            }
            let format = ParameterFormat(name: member.name, style: encoding.style, explode: encoding.explode)
            guard let text = ParameterWriter.text(of: member.value, format) else { return nil }
            for pair in QueryPair.all(in: text[...]) {
                fields[ScenarioText.literal(pair.name)] = .string(
                    ScenarioText.literal(PercentText.decode(pair.raw ?? "") ?? "")
                )
            }
        }
        return fields
    }

    /// The parts of a multipart body: JSON for objects, a file for bytes, several for a list.
    private static func parts(_ member: JSONObject.Member, _ content: MediaContent) -> [JSONValue] {
        let schema = ExpectedTypes.member(member.name, of: content.schema)
        let shape = schema.map(SchemaShape.first) ?? SchemaShape()
        let type = content.encodings[member.name]?.contentType.flatMap(MediaType.init)
        let isJSON = type?.isJSON == true
        // Of a list each element has a part, in the form of its own kind (OpenAPI 3.1.0, Encoding Object).
        let values = isJSON ? [member.value] : member.value.array ?? [member.value]
        return values.map { value in
            var part: JSONObject = ["name": .string(ScenarioText.literal(member.name))]
            if isJSON || value.object != nil || value.array != nil {
                part["json"] = ScenarioText.literal(value)
                return .object(part)
            }
            if shape.formats.contains("binary") || shape.contentMediaType != nil || schema?.resolved.value == [:] {
                part["filename"] = "muster.bin"
                part["contentType"] = .string(type?.essence ?? shape.contentMediaType ?? "application/octet-stream")
            }
            part["text"] = .string(ScenarioText.literal(value.texted))
            return .object(part)
        }
    }
}
