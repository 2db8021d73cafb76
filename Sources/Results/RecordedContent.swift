/// The content of a message as a report keeps it: redacted, and cut at a stated length.
package struct RecordedContent: Sendable, Hashable {
    /// The content as text, or in base64 when it isn't UTF-8.
    package var text: String
    /// Whether ``text`` is base64.
    package var isBase64: Bool
    /// The full length in bytes, before it was cut.
    package var size: Int
    /// Whether ``text`` holds less than the whole.
    package var isCut: Bool

    /// Content of its parts.
    package init(text: String, isBase64: Bool = false, size: Int, isCut: Bool = false) {
        self.text = text
        self.isBase64 = isBase64
        self.size = size
        self.isCut = isCut
    }
}
