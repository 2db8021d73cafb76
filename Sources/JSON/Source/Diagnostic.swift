/// Something to tell about a file: what is wrong, where, and what to do.
public struct Diagnostic: Error, Sendable, Hashable {
    /// How bad it is; the raw value is the word that a person reads.
    public enum Severity: String, Sendable {
        case error
        case warning
        case note
    }

    /// How bad it is.
    public var severity: Severity
    /// What is wrong, without the place.
    public var message: String
    /// Where, when it is about a place in a file.
    public var location: SourceLocation?
    /// What should stand there.
    public var expected: String?
    /// What to do about it.
    public var help: String?
    /// Whether the line of the file must not be shown.
    public var isSecret = false

    /// A diagnostic with its parts.
    public init(
        severity: Severity = .error,
        message: String,
        location: SourceLocation? = nil,
        expected: String? = nil,
        help: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.expected = expected
        // No words are no help.
        self.help = help?.isEmpty == true ? nil : help
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The first line of the rendered diagnostic: `path:line:column: error: message`.
    public var description: String {
        (location.map { "\($0): " } ?? "") + "\(severity.rawValue): \(message)"
    }
}
