/// What is wrong with a `${...}`, and where in its text.
public struct TemplateError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    public var message: String
    /// What to do; empty when the message says it.
    public var help: String
    /// The place in the text, in UTF-8 bytes.
    public var range: Range<Int>

    init(_ message: String, help: String = "", at range: Range<Int>) {
        self.message = message
        self.help = help
        self.range = range
    }
}
