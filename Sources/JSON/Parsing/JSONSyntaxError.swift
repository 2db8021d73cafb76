/// Why a text isn't JSON (RFC 8259): where, what was found, what was expected, what to do.
public struct JSONSyntaxError: Error, Sendable, Hashable {
    /// Where, in bytes from the beginning.
    public let offset: Int
    /// How many bytes are concerned; 0 at the end of the text.
    public let length: Int
    /// The line, counted from 1.
    public let line: Int
    /// The column, counted from 1 in Unicode scalars.
    public let column: Int
    /// What stands there.
    public let found: String
    /// What should stand there.
    public let expected: String
    /// What to do, where that can be guessed.
    public let hint: String?
    /// The place, when the text is a file's.
    public let location: SourceLocation?
    /// Whether a comment stands there, which JSON doesn't have.
    package let isComment: Bool

    init(_ fault: JSONFault, in bytes: UnsafeBufferPointer<UInt8>, file: SourceFile?) {
        let words = JSONFaultWords(fault, in: bytes)
        offset = words.range.lowerBound
        length = words.range.count
        (line, column) = JSONFaultWords.place(of: offset, in: bytes)
        found = words.found
        expected = words.expected
        hint = words.hint
        isComment = words.isComment
        location = file.map { SourceLocation(file: $0, range: words.range) }
    }

    /// What was expected and what was found, without the place.
    public var message: String { "expected \(expected), found \(found)" }

    /// The error as it is shown to a person, with the line of the file where there is one.
    public var diagnostic: Diagnostic {
        let place = location == nil ? "line \(line), column \(column): " : ""
        return Diagnostic(message: place + message, location: location, expected: expected, help: hint)
    }
}

extension JSONSyntaxError: CustomStringConvertible {
    /// All of it on one line.
    public var description: String {
        "line \(line), column \(column): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}
