import HTTP
import URI

/// A part of a request that a signature covers (RFC 9421, section 2).
struct SignedComponent: Sendable, Hashable {
    /// In lower case; it begins with an at sign where it is no field's.
    let name: String
    /// The parameter of the query that is meant, as it is written.
    private let queryParameter: String?

    private static let derived = [
        "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param",
    ]

    /// The component that `text` names, with `;name="..."` behind `@query-param`.
    init(_ text: String) throws(MessageSignatureError) {
        let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        name = parts[0].lowercased()
        let isDerived = name.hasPrefix("@")
        guard isDerived ? Self.derived.contains(name) : FieldSyntax.isToken(name.utf8) else {
            let known = Self.derived.joined(separator: " ")
            throw MessageSignatureError(
                .components,
                "'\(text)' is neither a field's name nor a part of a request; known are \(known)"
            )
        }
        guard name == "@query-param" else {
            queryParameter = nil
            guard parts.count == 1 else {
                throw MessageSignatureError(
                    .components,
                    "'\(text)' has a parameter, which only @query-param may have here"
                )
            }
            return
        }
        let pair = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
        guard pair.hasPrefix("name=\""), pair.hasSuffix("\""), pair.utf8.count > 7 else {
            throw MessageSignatureError(
                .components,
                "'\(text)' must name its parameter, as in @query-param;name=\"id\""
            )
        }
        queryParameter = String(pair.dropFirst(6).dropLast())
    }

    /// As it stands in a signature's input and base.
    var identifier: String {
        FieldSyntax.quoted(name) + (queryParameter.map { ";name=\(FieldSyntax.quoted($0))" } ?? "")
    }

    /// What is signed of `request`.
    func value(of request: HTTPRequest) throws(MessageSignatureError) -> String {
        guard name.hasPrefix("@") else { return try field(request) }
        let url: HTTPURL
        do throws(ExchangeFailure) {
            url = try HTTPURL(request.url)
        } catch {
            throw MessageSignatureError(.components, error.detail)
        }
        let (path, query) = Self.parts(url.target)
        switch name {
        case "@method": return request.method
        case "@target-uri": return url.absoluteForm
        case "@authority": return url.origin.authority
        case "@scheme": return url.origin.scheme.rawValue
        case "@request-target": return url.target
        case "@path": return path
        case "@query": return "?\(query ?? "")"
        default: return try parameter(query ?? "")
        }
    }

    private static func parts(_ target: String) -> (path: String, query: String?) {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, nil) }
        return (String(target[..<mark]), String(target[target.utf8.index(after: mark)...]))
    }

    /// The value of the query's one parameter of this name (RFC 9421, section 2.2.8).
    private func parameter(_ query: String) throws(MessageSignatureError) -> String {
        let sought = queryParameter ?? ""
        var found: [String] = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                PercentCoding.encode(PercentCoding.decodeLeniently(part.utf8, plusIsSpace: true))
            }
            if parts[0] == sought { found.append(parts.count == 2 ? parts[1] : "") }
        }
        guard found.count == 1 else {
            throw MessageSignatureError(
                .components,
                "the query has \(found.isEmpty ? "no parameter" : "\(found.count) parameters") '\(sought)', and the signature covers one"
            )
        }
        return found[0]
    }

    /// The values of the field, as one list without white space around them (RFC 9421, section 2.1).
    private func field(_ request: HTTPRequest) throws(MessageSignatureError) -> String {
        let values = request.headers.values(name)
        if !values.isEmpty { return values.map { Bytes.trimmed($0) }.joined(separator: ", ") }
        // What the client adds by itself and is known before.
        if name == "host", let url = try? HTTPURL(request.url) { return url.authority }
        if name == "content-length", let body = request.body { return "\(body.count)" }
        throw MessageSignatureError(
            .components,
            "the signature covers the field '\(name)', which the request hasn't; write it in 'headers'"
        )
    }
}
