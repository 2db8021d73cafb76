/// What a content must be like as text and bytes.
struct BodyExpectation: Sendable {
    var text: [Matcher] = []
    var size: Matcher?
    var contentType: Matcher?
    var isEmpty: Bool?
    var sha256: String?

    static let keys = [
        "equals", "contains", "matches", "startsWith", "endsWith", "not", "size", "contentType", "empty", "sha256",
    ]
}
