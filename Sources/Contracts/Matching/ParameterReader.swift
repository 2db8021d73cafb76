package import HTTP
package import JSON

/// Reads the values of parameters from a request, whatever their style (OpenAPI 3.1.0, Style Examples; RFC 6570).
///
/// Texts become numbers and truth values where the schema asks for such; a text that isn't one stays a string, which
/// the schema then refuses.
package enum ParameterReader {
    /// What `request` has of `parameter`, an operation's that it is for.
    package static func read(_ parameter: Parameter, from request: HTTPRequest, _ match: RequestMatch)
        -> ParameterReading
    {
        switch parameter.location {
        case .path:
            guard let raw = match.pathValues[parameter.name] else { return .absent }
            return value(parameter, raw)
        case .query:
            let pairs = RequestTarget(request.url).query
            let others = match.operation.parameters.filter { $0.location == .query && $0.name != parameter.name }
            return query(parameter, pairs, others: Set(others.map(\.name)))
        case .header:
            guard let text = request.headers[parameter.name] else { return .absent }
            return value(parameter, text)
        case .cookie: return cookie(parameter, request.headers)
        }
    }

    /// The value of a response's header field.
    package static func read(_ header: HeaderDefinition, from headers: HeaderFields) -> ParameterReading {
        guard let text = headers[header.name] else { return .absent }
        if let content = header.content { return self.content(text, content) }
        return StyleReader(header.format, header.schema).value(text)
    }

    private static func value(_ parameter: Parameter, _ raw: String) -> ParameterReading {
        guard let content = parameter.content else { return StyleReader(parameter.format, parameter.schema).value(raw) }
        guard parameter.location == .path else { return self.content(raw, content) }
        return PercentText.decode(raw).map { self.content($0, content) }
            ?? .malformed("wrong percent-encoding in '\(raw)'")
    }

    private static func query(_ parameter: Parameter, _ pairs: [QueryPair], others: Set<String>) -> ParameterReading {
        if let content = parameter.content {
            guard let pair = pairs.first(where: { $0.name == parameter.name }) else { return .absent }
            guard let text = PercentText.decode(pair.raw ?? "", plusIsSpace: true) else {
                return .malformed("wrong percent-encoding in '\(pair.raw ?? "")'")
            }
            return self.content(text, content)
        }
        return StyleReader(parameter.format, parameter.schema).value(pairs, others: others)
    }

    private static func cookie(_ parameter: Parameter, _ headers: HeaderFields) -> ParameterReading {
        // RFC 6265, section 4.2.1
        let pairs = headers.values("Cookie").flatMap { $0.split(separator: ";") }.map { part in
            let text = part.drop { $0 == " " }
            let name = text.prefix { $0 != "=" }
            return QueryPair(name: String(name), raw: String(text.dropFirst(name.count).dropFirst()))
        }
        if let content = parameter.content {
            guard let pair = pairs.first(where: { $0.name == parameter.name }) else { return .absent }
            return self.content(PercentText.decode(pair.raw ?? "") ?? "", content)
        }
        return StyleReader(parameter.format, parameter.schema).value(pairs, others: [])
    }

    private static func content(_ text: String, _ content: MediaContent) -> ParameterReading {
        guard content.type.isJSON else { return .value(.string(text)) }
        do throws(JSONSyntaxError) {
            return .value(try JSONParser.parse(text))
        } catch {
            return .malformed("not JSON: \(error)")
        }
    }
}

/// What was read of a parameter.
package enum ParameterReading: Sendable, Hashable {
    /// The request doesn't have it.
    case absent
    /// Its value.
    case value(JSONValue)
    /// It is there, but not written in its style; the text says why.
    case malformed(String)
}

/// How a parameter is written.
package struct ParameterFormat: Sendable, Hashable {
    /// The parameter's name.
    package var name: String
    /// The style.
    package var style: Parameter.Style
    /// Whether each element or member is written by itself.
    package var explode: Bool
    /// Whether reserved characters stay as they are.
    package var allowsReserved: Bool
    /// Whether characters are percent-encoded at all; not so in headers.
    package var isEncoded: Bool

    /// A format of its parts.
    package init(
        name: String,
        style: Parameter.Style,
        explode: Bool,
        allowsReserved: Bool = false,
        isEncoded: Bool = true
    ) {
        self.name = name
        self.style = style
        self.explode = explode
        self.allowsReserved = allowsReserved
        self.isEncoded = isEncoded
    }
}

extension Parameter {
    /// How the parameter is written.
    package var format: ParameterFormat {
        ParameterFormat(
            name: name,
            style: style,
            explode: explode,
            allowsReserved: allowsReserved,
            isEncoded: location != .header
        )
    }
}

extension HeaderDefinition {
    /// How the header's value is written.
    package var format: ParameterFormat {
        ParameterFormat(name: name, style: .simple, explode: explode, isEncoded: false)
    }
}

/// Reads a value in one style.
struct StyleReader {
    private let format: ParameterFormat
    private let schema: ContractSchema?
    private let types: Set<String>?

    package init(_ format: ParameterFormat, _ schema: ContractSchema?) {
        self.format = format
        self.schema = schema
        types = ExpectedTypes.of(schema)
    }

    /// The value of a path segment or header field.
    package func value(_ raw: String) -> ParameterReading {
        switch format.style {
        case .matrix: return matrix(raw)
        case .label:
            guard raw.hasPrefix(".") else { return .malformed("'\(raw)' doesn't begin with '.'") }
            let rest = raw.dropFirst()
            // Older texts of the standard join by dots whether exploded or not.
            return joined(rest, separator: format.explode || !rest.contains(",") ? "." : ",", assigns: format.explode)
        case .form, .simple, .spaceDelimited, .pipeDelimited, .deepObject:
            return joined(raw[...], separator: ",", assigns: format.explode)
        }
    }

    /// The value among the parameters of a query, form or cookie.
    package func value(_ pairs: [QueryPair], others: Set<String>) -> ParameterReading {
        let own = pairs.filter { $0.name.utf8.elementsEqual(format.name.utf8) }
        if format.style == .deepObject { return deepObject(pairs) }
        if format.style == .form, format.explode, expects("object"), !expects("array") {
            return explodedObject(pairs, own, others)
        }
        guard let first = own.first else { return .absent }
        if expects("array"), format.explode || own.count > 1 {
            let list = list(own.map { $0.raw ?? "" })
            // One text is a list of one, or the lone value that the schema takes too.
            guard own.count == 1, expectsPlain, case .value(let elements) = list, let schema,
                !schema.isValid(elements, .request), case .value(let alone) = plain(first.raw ?? "", schema),
                schema.isValid(alone, .request)
            else { return list }
            return .value(alone)
        }
        if own.count > 1 { return .malformed("'\(format.name)' is there \(own.count) times") }
        switch format.style {
        case .spaceDelimited: return delimited(first.raw ?? "", ["%20", "+", " "])
        case .pipeDelimited: return delimited(first.raw ?? "", ["%7C", "%7c", "|"])
        case .matrix, .label, .form, .simple, .deepObject:
            return joined((first.raw ?? "")[...], separator: ",", assigns: false)
        }
    }

    private func expects(_ type: String) -> Bool { types?.contains(type) ?? false }

    private func matrix(_ raw: String) -> ParameterReading {
        guard raw.hasPrefix(";") else { return .malformed("'\(raw)' doesn't begin with ';'") }
        let parts = raw.dropFirst().split(separator: ";", omittingEmptySubsequences: false)
        let pairs = parts.map { part in
            let name = part.prefix { $0 != "=" }
            return QueryPair(name: decoded(String(name)) ?? "", raw: String(part.dropFirst(name.count).dropFirst()))
        }
        if format.explode, expects("object") { return members(pairs.map { ($0.name, $0.raw ?? "") }) }
        guard pairs.allSatisfy({ $0.name == format.name }) else {
            return .malformed("'\(raw)' doesn't name '\(format.name)'")
        }
        if format.explode, expects("array") { return list(pairs.map { $0.raw ?? "" }) }
        return joined((pairs[0].raw ?? "")[...], separator: ",", assigns: false)
    }

    /// A text of parts: the elements of an array, names and values of an object, or the whole of anything else.
    private func joined(_ text: Substring, separator: Character, assigns: Bool) -> ParameterReading {
        let isList = expects("array") && (types?.count == 1 || text.contains(separator) || !expectsPlain)
        guard isList || (expects("object") && !expectsPlain) || (expects("object") && text.contains(separator)) else {
            return plain(String(text), schema)
        }
        let parts = text.isEmpty ? [] : text.split(separator: separator, omittingEmptySubsequences: false).map(trimmed)
        if isList { return list(parts) }
        return assigns ? assigned(parts) : alternating(parts)
    }

    private var expectsPlain: Bool {
        types.map { !$0.isDisjoint(with: ["string", "number", "integer", "boolean"]) } ?? true
    }

    /// White space around the elements of a header's list is none of theirs (RFC 9110, section 5.6.1).
    private func trimmed(_ text: Substring) -> String {
        guard !format.isEncoded else { return String(text) }
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    private func delimited(_ raw: String, _ separators: [String]) -> ParameterReading {
        var text = raw
        for separator in separators { text = text.replacing(separator, with: "\u{0}") }
        let parts = text.split(separator: "\u{0}", omittingEmptySubsequences: false).map(String.init)
        if expects("array") { return list(raw.isEmpty ? [] : parts) }
        return expects("object") ? alternating(parts) : plain(raw, schema)
    }

    private func list(_ parts: [String]) -> ParameterReading {
        let element = ExpectedTypes.elements(of: schema)
        var values: [JSONValue] = []
        for part in parts {
            guard case .value(let value) = plain(part, element) else { return plain(part, element) }
            values.append(value)
        }
        return .value(.array(values))
    }

    private func assigned(_ parts: [String]) -> ParameterReading {
        members(
            parts.map { part in
                let name = part.prefix { $0 != "=" }
                return (decoded(String(name)) ?? String(name), String(part.dropFirst(name.count).dropFirst()))
            }
        )
    }

    private func alternating(_ parts: [String]) -> ParameterReading {
        guard parts.count.isMultiple(of: 2) else { return .malformed("names and values don't pair up") }
        return members(
            stride(from: 0, to: parts.count, by: 2).map { (decoded(parts[$0]) ?? parts[$0], parts[$0 + 1]) }
        )
    }

    private func members(_ pairs: [(name: String, raw: String)]) -> ParameterReading {
        var object = JSONObject()
        for pair in pairs {
            let reading = plain(pair.raw, ExpectedTypes.member(pair.name, of: schema))
            guard case .value(let value) = reading else { return reading }
            object[pair.name] = value
        }
        return .value(.object(object))
    }

    private func explodedObject(_ pairs: [QueryPair], _ own: [QueryPair], _ others: Set<String>) -> ParameterReading {
        let names = Set(ExpectedTypes.memberNames(of: schema))
        let isOpen = ExpectedTypes.member("", of: schema) != nil
        let found = pairs.filter { names.contains($0.name) || (isOpen && !others.contains($0.name)) }
        return found.isEmpty ? .absent : members(found.map { ($0.name, $0.raw ?? "") })
    }

    private func deepObject(_ pairs: [QueryPair]) -> ParameterReading {
        let prefix = format.name + "["
        let found = pairs.filter { $0.name.hasPrefix(prefix) && $0.name.hasSuffix("]") }
        let members = found.map { (String($0.name.dropFirst(prefix.count).dropLast()), $0.raw ?? "") }
        return found.isEmpty ? .absent : self.members(members)
    }

    private func decoded(_ raw: String) -> String? {
        guard format.isEncoded else { return raw }
        let isQuery = [.form, .spaceDelimited, .pipeDelimited, .deepObject].contains(format.style)
        return PercentText.decode(raw, plusIsSpace: isQuery)
    }

    /// A value that isn't a container, of the type that its schema asks for.
    private func plain(_ raw: String, _ schema: ContractSchema?) -> ParameterReading {
        guard let text = decoded(raw) else { return .malformed("wrong percent-encoding in '\(raw)'") }
        return .value(PlainText.value(text, ExpectedTypes.of(schema)))
    }
}
