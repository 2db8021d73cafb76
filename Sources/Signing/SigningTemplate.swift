import Cryptography
import HTTP
import Synchronization

/// A text with placeholders in braces, parsed once: a canonical request, a string to sign, or the value of a header.
///
/// `{{` stands for a brace that opens no placeholder; a closing brace needs no escape.
struct SigningTemplate: Sendable, Hashable {
    /// Where a template stands, which decides what it may name.
    enum Role: Sendable, Hashable {
        /// The canonical request: the parts of the request and the id.
        case canonicalRequest
        /// The string that is signed: the canonical request's hash as well.
        case stringToSign
        /// The value of a header that the scheme sets: the signature as well.
        case header
    }

    /// A piece of the template, in order.
    enum Part: Sendable, Hashable {
        case literal(String)
        case placeholder(SigningPlaceholder)
    }

    /// The template as it was written.
    let text: String
    let parts: [Part]

    /// The template that `text` writes, for `role`.
    init(_ text: String, for role: Role) throws(SigningTemplateError) {
        self.text = text
        let key = Key(text: text, role: role)
        if let known = Self.known.withLock({ $0[key] }) {
            parts = known
            return
        }
        let parts = try Self.parse(text, role)
        self.parts = parts
        Self.known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[key] = parts
        }
    }

    private struct Key: Hashable {
        let text: String
        let role: Role
    }

    /// What was parsed: every request of a suite is signed by the same few templates.
    private static let known = Mutex<[Key: [Part]]>([:])
    /// How many are kept.
    private static let most = 256

    /// Whether the template names the signature.
    var namesSignature: Bool { parts.contains(.placeholder(.signature)) }

    /// The template with every placeholder replaced by what `value` gives for it.
    func filled(_ value: (SigningPlaceholder) -> String) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let literal): text += literal
            case .placeholder(let placeholder): text += value(placeholder)
            }
        }
    }

    private static func parse(_ text: String, _ role: Role) throws(SigningTemplateError) -> [Part] {
        let bytes = text.utf8
        var parts: [Part] = []
        var literal = ""
        var index = bytes.startIndex
        while let brace = bytes[index...].firstIndex(of: UInt8(ascii: "{")) {
            literal += text[index..<brace]
            let inside = bytes.index(after: brace)
            if inside < bytes.endIndex, bytes[inside] == UInt8(ascii: "{") {
                literal += "{"
                index = bytes.index(after: inside)
                continue
            }
            let offset = bytes.distance(from: bytes.startIndex, to: brace)
            guard let end = bytes[inside...].firstIndex(of: UInt8(ascii: "}")) else {
                throw SigningTemplateError(
                    message: "this { is never closed",
                    help: "close it with }, or write {{ for a brace that opens no placeholder",
                    range: offset..<bytes.count
                )
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            let range = offset..<(offset + bytes.distance(from: brace, to: end) + 1)
            parts.append(.placeholder(try placeholder(String(text[inside..<end]), role, at: range)))
            index = bytes.index(after: end)
        }
        literal += text[index...]
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return parts
    }

    private static func placeholder(
        _ word: String,
        _ role: Role,
        at range: Range<Int>
    ) throws(SigningTemplateError) -> SigningPlaceholder {
        let words = SigningPlaceholder.words(for: role)
        guard let placeholder = SigningPlaceholder(word) else {
            let known = words.map { "{\($0)}" }.joined(separator: " ")
            throw SigningTemplateError(
                message: "unknown placeholder {\(word)}",
                help: Spelling.nearest(to: word, of: words).map { "did you mean {\($0)}?" } ?? "known here: \(known)",
                range: range
            )
        }
        guard placeholder.isAllowed(in: role) else {
            throw SigningTemplateError(
                message: "{\(word)} has no value here",
                help: "it is made from this text",
                range: range
            )
        }
        return placeholder
    }
}

/// Why a signing template cannot be used.
struct SigningTemplateError: Error, Sendable, Hashable {
    /// What was found.
    let message: String
    /// What to do.
    let help: String
    /// The place in the template, in UTF-8 bytes.
    let range: Range<Int>
}

/// What a signing template may name in braces.
enum SigningPlaceholder: Sendable, Hashable {
    case method
    case path
    case pathWithSlash
    case query
    case headers
    case signedHeaders
    case bodyHash
    case header(String)
    case id
    case canonicalRequestHash
    case signature

    private static let fixed: [(word: String, placeholder: SigningPlaceholder)] = [
        ("method", .method), ("path", .path), ("path/", .pathWithSlash), ("query", .query), ("headers", .headers),
        ("signedHeaders", .signedHeaders), ("body-hash", .bodyHash), ("id", .id),
        ("canonicalRequest-hash", .canonicalRequestHash), ("signature", .signature),
    ]

    /// The placeholder that is written `word`, braces left out.
    init?(_ word: String) {
        if let found = Self.fixed.first(where: { $0.word == word }) {
            self = found.placeholder
        } else if word.hasPrefix("header:"), word.utf8.count > "header:".utf8.count {
            self = .header(String(word.dropFirst("header:".count)))
        } else {
            return nil
        }
    }

    /// The words that `role` allows, for a suggestion.
    static func words(for role: SigningTemplate.Role) -> [String] {
        fixed.filter { $0.placeholder.isAllowed(in: role) }.map(\.word) + ["header:NAME"]
    }

    /// Whether it is known already when a template of `role` is filled.
    func isAllowed(in role: SigningTemplate.Role) -> Bool {
        switch self {
        case .signature: role == .header
        case .canonicalRequestHash: role != .canonicalRequest
        case .method, .path, .pathWithSlash, .query, .headers, .signedHeaders, .bodyHash, .header, .id: true
        }
    }
}

/// What the placeholders of one request stand for.
struct SigningContext {
    let scheme: HMACScheme
    let request: HTTPRequest
    let id: String
    let signature: String
    private let target: SignedTarget

    init(scheme: HMACScheme, request: HTTPRequest, id: String, signature: String = "") {
        self.scheme = scheme
        self.request = request
        self.id = id
        self.signature = signature
        target = SignedTarget(request.url)
    }

    func canonicalRequest() -> String { fill(scheme.canonicalRequest) }

    func stringToSign() -> String { fill(scheme.stringToSign) }

    func fill(_ template: SigningTemplate) -> String {
        template.filled(value)
    }

    private func value(of placeholder: SigningPlaceholder) -> String {
        switch placeholder {
        case .method: request.method
        case .path: target.canonicalPath
        case .pathWithSlash: target.canonicalPath.hasSuffix("/") ? target.canonicalPath : target.canonicalPath + "/"
        case .query: target.canonicalQuery
        case .headers: scheme.signedHeaders.map { "\($0):\(header($0))\n" }.joined()
        case .signedHeaders: scheme.signedHeaders.joined(separator: ";")
        case .bodyHash: scheme.hash.hex(of: request.body ?? [])
        case .header(let name): header(name)
        case .id: id
        case .canonicalRequestHash: scheme.hash.hex(of: Array(scheme.canonicalRequest.filled(value).utf8))
        case .signature: signature
        }
    }

    /// The field's value without white space around it; doubled fields are joined as RFC 9110, section 5.2, does it. A
    /// field that is not there has the empty value, so that a request without it can still be signed (and refused).
    private func header(_ name: String) -> String {
        if let value = request.headers[name] {
            return Bytes.trimmed(value)
        }
        return HeaderFields.sameName(name, "host") ? target.host : ""
    }
}
