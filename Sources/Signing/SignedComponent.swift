import HTTP
import URI

/// A part of a request that a signature covers (RFC 9421, section 2).
struct SignedComponent: Sendable {
    /// In lower case; it begins with an at sign where it is no field's.
    let name: String
    /// As they are written.
    private let parameters: [StructuredField.Parameter]

    private static let derived = [
        "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param",
    ]

    /// The component that `text` names, with its parameters behind it: `;name="..."`, `;sf`, `;key="..."`, `;bs`.
    init(_ text: String) throws(MessageSignatureError) {
        let name = String(text.prefix { $0 != ";" })
        let lowered = name.lowercased()
        let isDerived = lowered.hasPrefix("@")
        guard isDerived ? Self.derived.contains(lowered) : FieldSyntax.isToken(lowered.utf8) else {
            let known = Self.derived.joined(separator: " ")
            throw MessageSignatureError(
                .components,
                "'\(text)' is neither a field's name nor a part of a request; known are \(known)"
            )
        }
        self.name = lowered
        do throws(StructuredFieldError) {
            parameters = try StructuredField.parameters(String(text.dropFirst(name.count)))
        } catch {
            throw MessageSignatureError(.components, "the parameters of '\(text)' can't be read: \(error.message)")
        }
        for parameter in parameters { try Self.check(parameter, isDerived: isDerived, text) }
        if lowered == "@query-param" {
            guard let name = value(of: "name"), !name.isEmpty else {
                throw MessageSignatureError(
                    .components,
                    "'\(text)' must name its parameter, as in @query-param;name=\"id\""
                )
            }
        }
        let own = lowered == "@query-param" ? "name" : ""
        if isDerived, let parameter = parameters.first(where: { $0.key != own }) {
            throw MessageSignatureError(
                .components,
                "'\(text)' has the parameter '\(parameter.key)', which a part of a request can't have"
            )
        }
        if has("bs"), has("sf") || has("key") {
            throw MessageSignatureError(
                .components,
                "'\(text)' wants the field's bytes as they are (bs) and what they mean (\(has("sf") ? "sf" : "key")): "
                    + "one of them (RFC 9421, section 2.1)"
            )
        }
        if has("sf") || has("key"), Self.unstructured.contains(lowered) {
            throw MessageSignatureError(
                .components,
                "the field '\(lowered)' is no structured field: leave '\(has("sf") ? "sf" : "key")' out, or take 'bs'"
            )
        }
    }

    private static func check(
        _ parameter: StructuredField.Parameter,
        isDerived: Bool,
        _ text: String
    ) throws(MessageSignatureError) {
        let expected: String
        switch (parameter.key, parameter.value) {
        case ("sf", .boolean(true)), ("bs", .boolean(true)), ("key", .string), ("name", .string):
            guard parameter.key == "name", !isDerived else { return }
            throw MessageSignatureError(.components, "'\(text)' has the parameter 'name', which only @query-param has")
        case ("sf", _), ("bs", _): expected = "is there or not, and has no value"
        case ("key", _): expected = "is a string, as in example-dict;key=\"member\""
        case ("name", _): expected = "is a string, as in @query-param;name=\"id\""
        case ("req", _):
            expected =
                "takes a part of the request into the signature of its response (RFC 9421, section 2.4), and here it is "
                + "requests that are signed: leave it out"
        case ("tr", _):
            expected =
                "is for fields of the trailer section (RFC 9421, section 2.1.4), and requests are sent here without one: "
                + "cover a field of the header section"
        default:
            throw MessageSignatureError(
                .components,
                "'\(text)' has the parameter '\(parameter.key)', which nobody knows; known are sf, key and bs of fields, and "
                    + "name of @query-param"
            )
        }
        throw MessageSignatureError(.components, "the parameter '\(parameter.key)' of '\(text)' \(expected)")
    }

    private func has(_ key: String) -> Bool { parameters.contains { $0.key == key } }

    private func value(of key: String) -> String? {
        guard case .string(let text) = parameters.first(where: { $0.key == key })?.value else { return nil }
        return text
    }

    /// As it stands in a signature's input and base.
    var identifier: String { FieldSyntax.quoted(name) + StructuredField.text(parameters) }

    /// Whether it is the same part as `other`: the order of parameters makes no difference (RFC 9421, section 2).
    func isSame(as other: SignedComponent) -> Bool { name == other.name && Set(parameters) == Set(other.parameters) }

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
        let sought = value(of: "name") ?? ""
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

    /// What is signed of the field (RFC 9421, section 2.1).
    private func field(_ request: HTTPRequest) throws(MessageSignatureError) -> String {
        let lines = try lines(of: request)
        if has("bs") { return lines.map { StructuredField.text(Array($0.utf8)) }.joined(separator: ", ") }
        let combined = lines.joined(separator: ", ")
        if let key = value(of: "key") {
            let dictionary = try structured(combined, as: [.dictionary])
            if let text = dictionary.text(ofMember: key) { return text }
            throw MessageSignatureError(
                .components,
                "the signature covers the member '\(key)' of the field '\(name)', which the request hasn't there"
            )
        }
        guard has("sf") else { return combined }
        let kinds = Self.structuredKinds[name].map { [$0] } ?? StructuredField.Kind.allCases
        return try structured(combined, as: kinds).text
    }

    /// The values of the field without white space around them.
    private func lines(of request: HTTPRequest) throws(MessageSignatureError) -> [String] {
        let values = request.headers.values(name)
        if !values.isEmpty { return values.map { Bytes.trimmed($0) } }
        // What the client adds by itself and is known before.
        if name == "host", let url = try? HTTPURL(request.url) { return [url.authority] }
        if name == "content-length", let body = request.body { return ["\(body.count)"] }
        throw MessageSignatureError(
            .components,
            "the signature covers the field '\(name)', which the request hasn't; write it in 'headers'"
        )
    }

    /// `text` as a structured field of one of `kinds`; where it can be several, as what is written in the same way
    /// whichever it is.
    private func structured(
        _ text: String,
        as kinds: [StructuredField.Kind]
    ) throws(MessageSignatureError) -> StructuredField {
        var found: [StructuredField] = []
        var flaw = ""
        for kind in kinds {
            do throws(StructuredFieldError) {
                found.append(try StructuredField(text, as: kind))
            } catch {
                if flaw.isEmpty { flaw = error.message }
            }
        }
        guard let first = found.first else {
            let kind = kinds.count == 1 ? "\(kinds[0].name) of structured fields" : "structured field"
            throw MessageSignatureError(
                .components,
                "the field '\(name)' is no \(kind) (RFC 9651), and can't be written strictly: \(flaw)"
            )
        }
        guard found.allSatisfy({ $0.text == first.text }) else {
            throw MessageSignatureError(
                .components,
                "the field '\(name)' can be a dictionary or a list, which are written differently where a member stands twice: "
                    + "write each once"
            )
        }
        return first
    }

    /// What fields are defined as, by IANA's registry of them; others are what their values can be read as.
    private static let structuredKinds: [String: StructuredField.Kind] = [
        "accept-ch": .list, "accept-signature": .dictionary, "cache-status": .list, "capsule-protocol": .item,
        "cdn-cache-control": .dictionary, "client-cert": .item, "client-cert-chain": .list,
        "content-digest": .dictionary, "deprecation": .item, "no-vary-search": .dictionary,
        "origin-agent-cluster": .item, "priority": .dictionary, "proxy-status": .list, "repr-digest": .dictionary,
        "signature": .dictionary, "signature-input": .dictionary, "unencoded-digest": .dictionary,
        "want-content-digest": .dictionary, "want-repr-digest": .dictionary,
    ]

    /// Fields with a grammar of their own, some of whose values could be read as structured ones by chance.
    private static let unstructured: Set<String> = [
        "authorization", "content-location", "content-range", "cookie", "date", "etag", "expires", "forwarded", "from",
        "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link",
        "location", "proxy-authorization", "range", "referer", "set-cookie", "user-agent", "via",
    ]
}
