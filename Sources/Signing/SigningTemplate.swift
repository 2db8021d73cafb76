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
        parts = try Self.parse(text, role)
    }

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
