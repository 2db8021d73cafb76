public import HTTP
import JSON

/// Reads the values of parameters from a request, whatever their style (OpenAPI 3.1.0, Style Examples; RFC 6570).
///
/// Texts become numbers and truth values where the schema asks for such; a text that isn't one stays a string, which
/// the schema then refuses.
public enum ParameterReader {
    /// What `request` has of `parameter`, an operation's that it is for.
    public static func read(_ parameter: Parameter, from request: HTTPRequest, _ match: RequestMatch)
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
    public static func read(_ header: HeaderDefinition, from headers: HeaderFields) -> ParameterReading {
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
