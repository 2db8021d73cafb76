package import HTTP
package import JSON
import Synchronization

/// Writes the responses that a contract declares.
package final class ResponseWriter: Sendable {
    /// What was made for a content or a header.
    private enum Made {
        case text(value: JSONValue)
        case none(why: String)
    }

    private let maker: ValueMaker
    /// Making a value may take many tries, so each is made once.
    private let made = Mutex<[String: Made]>([:])

    package init(seed: UInt64) {
        maker = ValueMaker(seed: seed, direction: .response)
    }

    package func response(
        _ status: Int,
        _ definition: ResponseDefinition,
        of operation: Operation,
        accept: AcceptedTypes?,
        example: String?
    ) -> HTTPResponse {
        let key = "\(operation.name) \(definition.selector)"
        var fields: [HeaderField] = []
        for header in definition.headers where !Self.isOwn(header.name) {
            if let text = text(of: header, key) {
                fields.append(HeaderField(header.name, text))
            } else if header.isRequired {
                return Self.failure("no value of the header '\(header.name)' could be made")
            }
        }
        if definition.content.isEmpty || status == 204 || status == 304 {
            return HTTPResponse(status: status, headers: HeaderFields(fields))
        }
        guard let (content, type) = Self.chosen(definition.content, accept) else {
            let known = definition.content.map(\.type.description).joined(separator: ", ")
            return ProblemDetails(
                status: 406,
                title: "Not Acceptable",
                detail: "the response \(definition.selector) has content of \(known)"
            ).response
        }
        let value: JSONValue
        if let example {
            guard let found = content.examples.first(where: { $0.name == example }) else {
                return Self.unknown(example, content)
            }
            value = found.value
        } else {
            switch self.made("\(key) \(content.type)", { maker.value(for: content) }) {
            case .text(let made): value = made
            case .none(let why): return Self.failure(why)
            }
        }
        guard let bytes = Self.bytes(value, type, content.schema) else {
            return Self.failure("\(type.essence) of a value that is no text isn't written")
        }
        fields.insert(HeaderField("Content-Type", type.description), at: 0)
        return HTTPResponse(status: status, headers: HeaderFields(fields), body: bytes)
    }

    /// How a message is framed and coded is the server's own affair, whatever the contract gives as an example (RFC
    /// 9112, section 6; RFC 9110, sections 7.6.1, 8.4 and 8.6).
    private static func isOwn(_ name: String) -> Bool {
        [
            "Transfer-Encoding", "Content-Length", "Content-Encoding", "Connection", "Keep-Alive", "Trailer", "Upgrade",
            "TE", "Content-Type",
        ].contains { HeaderFields.sameName($0, name) }
    }

    private func text(of header: HeaderDefinition, _ key: String) -> String? {
        guard case .text(let value) = made("\(key) header \(header.name)", { maker.value(for: header) }) else {
            return nil
        }
        let text = header.content == nil ? ParameterWriter.text(of: value, header.format) : value.description
        // A field's value has no controls (RFC 9110, section 5.5).
        return text.flatMap { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? $0 : nil }
    }

    private func made(_ key: String, _ make: () -> GeneratedValue) -> Made {
        if let known = made.withLock({ $0[key] }) { return known }
        let result = make()
        let made: Made
        if let value = result.value, result.isValid {
            made = .text(value: value)
        } else {
            made = .none(why: result.problem ?? "no value could be made")
        }
        self.made.withLock { $0[key] = made }
        return made
    }

    /// The content that is wanted most, the first of those, and the type that it gets.
    private static func chosen(_ content: [MediaContent], _ accept: AcceptedTypes?) -> (MediaContent, MediaType)? {
        var best: (content: MediaContent, type: MediaType, weight: Double)?
        for candidate in content {
            guard let type = concrete(candidate.type) else { continue }
            let weight = accept.map { $0.weight(of: type) } ?? 1
            if weight > best?.weight ?? 0 { best = (candidate, type, weight) }
        }
        return best.map { ($0.content, $0.type) }
    }

    /// A type that a range covers.
    private static func concrete(_ range: MediaType) -> MediaType? {
        if range.subtype.hasPrefix("*+") { return MediaType("\(range.type)/example\(range.subtype.dropFirst())") }
        if range.subtype != "*" { return range }
        switch range.type {
        case "*", "application": return MediaType("application/json")
        case "text": return MediaType("text/plain; charset=utf-8")
        default: return MediaType("\(range.type)/octet-stream")
        }
    }

    /// The value in a media type; nil for a type whose form isn't known.
    private static func bytes(_ value: JSONValue, _ type: MediaType, _ schema: ContractSchema?) -> [UInt8]? {
        // JSON is YAML too (YAML 1.2.2, section 1.2).
        if type.isJSON || type.isYAML { return JSONSerializer.serialize(value) }
        if type.isXML, value.string == nil { return Array(XMLContent.text(value, schema).utf8) }
        if type.essence == "application/x-www-form-urlencoded", let object = value.object {
            let pairs = object.compactMap { member -> String? in
                let format = ParameterFormat(name: member.name, style: .form, explode: true)
                return ParameterWriter.text(of: member.value, format)
            }
            return Array(pairs.joined(separator: "&").utf8)
        }
        // Of other formats only texts are known.
        return ParameterWriter.plain(value).map { Array($0.utf8) }
    }

    private static func unknown(_ example: String, _ content: MediaContent) -> HTTPResponse {
        let known = content.examples.map(\.name).filter { !$0.isEmpty }.joined(separator: ", ")
        return ProblemDetails(
            status: 404,
            title: "Not Found",
            detail: "the response has no example '\(example)'; it has \(known.isEmpty ? "none with a name" : known)"
        ).response
    }

    private static func failure(_ why: String) -> HTTPResponse {
        ProblemDetails(status: 500, title: "Internal Server Error", detail: "the mock can't answer: \(why)").response
    }
}

/// A refusal in the form of RFC 9457.
struct ProblemDetails {
    package var status: Int
    package let title: String
    package let detail: String
    /// Each with `detail` and, where it has one, a `pointer` into the content or the `parameter` and where it stands.
    package var errors: [JSONValue] = []
    package var headers: [HeaderField] = []

    /// The content.
    package var value: JSONValue {
        var object: JSONObject = [
            "type": "about:blank", "title": .string(title), "status": .number(JSONNumber(status)),
            "detail": .string(detail),
        ]
        if !errors.isEmpty { object["errors"] = .array(errors) }
        return .object(object)
    }

    package var response: HTTPResponse {
        let fields = [HeaderField("Content-Type", "application/problem+json")] + headers
        return HTTPResponse(
            status: status,
            headers: HeaderFields(fields),
            body: JSONSerializer.serialize(value, style: .pretty)
        )
    }

    package static func error(_ fault: RequestFault) -> JSONValue {
        var object: JSONObject = ["detail": .string("expected \(fault.expected), found \(fault.found)")]
        switch fault.part {
        case .parameter(let parameter):
            object["parameter"] = .string(parameter.name)
            object["in"] = .string(parameter.location.rawValue)
            if let pointer = fault.pointer, !pointer.tokens.isEmpty { object["pointer"] = .string("#\(pointer)") }
        case .content: object["pointer"] = .string("#\(fault.pointer ?? JSONPointer())")
        case .credentials, .contentType: break
        }
        return .object(object)
    }
}

/// Writes values as XML along their schemas (OpenAPI 3.1.0, XML Object).
package struct XMLContent {
    private var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

    /// The document of `value`.
    package static func text(_ value: JSONValue, _ schema: ContractSchema?) -> String {
        var content = XMLContent()
        // A schema of its own among the components names the element (OpenAPI 3.1.0, XML Object).
        let component = schema.flatMap { $0.value["$ref"] == nil ? nil : $0.resolved.pointer.tokens.last }
        content.write(value, schema, named: name(schema, or: component ?? "root"))
        return content.text
    }

    /// Whether the document says how the root element is called.
    package static func hasName(_ schema: ContractSchema?) -> Bool {
        guard let schema else { return false }
        return xml(schema)?["name"]?.string != nil || schema.value["$ref"] != nil
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
