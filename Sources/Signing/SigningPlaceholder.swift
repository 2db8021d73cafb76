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
