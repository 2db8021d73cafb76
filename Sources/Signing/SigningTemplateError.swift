/// Why a signing template cannot be used.
public struct SigningTemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with the template.
    public enum Reason: Sendable, Hashable {
        /// A placeholder that does not exist, and the one that is spelt most like it.
        case unknown(String, nearest: String?)
        /// A placeholder whose value is not known yet where it stands.
        case misplaced(String)
        /// A brace that is opened and never closed.
        case unclosed
    }

    /// Where the opening brace stands, in bytes of UTF-8 from the start of the template.
    public var offset: Int
    /// What is wrong there.
    public var reason: Reason

    /// An error at `offset`.
    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    /// The error in words that a person can act on.
    public var description: String {
        switch reason {
        case .unknown(let word, let nearest?): "unknown placeholder {\(word)}; did you mean {\(nearest)}?"
        case .unknown(let word, nil): "unknown placeholder {\(word)}"
        case .misplaced(let word): "{\(word)} is not known yet here: it is made from this template"
        case .unclosed: "this { is never closed; write {{ for a brace that opens no placeholder"
        }
    }
}
