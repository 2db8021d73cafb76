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
    /// What lacks because of it.
    public var lost: Set<Consequence> = []
    /// What it complains of: it isn't told where another error has lost that.
    public var misses: Set<Consequence> = []

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

/// Shows diagnostics in the manner of compilers: place and message, the line of the file with what is concerned
/// underlined, and the help.
public struct DiagnosticRenderer: Sendable {
    /// Whether to use ANSI colours.
    public let colour: Bool
    /// How many columns of a line of the file are shown at most.
    public let width: Int

    /// A renderer, with ANSI colours or without.
    public init(colour: Bool = false, width: Int = 100) {
        self.colour = colour
        self.width = max(20, width)
    }

    /// The diagnostic in several lines, without a line end after the last.
    public func render(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.location.map { paint("\(VisibleText.line($0.description)): ", .bold) } ?? ""
        let severity = paint("\(diagnostic.severity.rawValue):", diagnostic.severity.paint)
        var lines = ["\(place)\(severity) \(paint(VisibleText.block(diagnostic.message), .bold))"]
        if let location = diagnostic.location, !diagnostic.isSecret {
            lines += excerpt(location, diagnostic.severity.paint)
        }
        if let help = diagnostic.help { lines.append("\(paint("help:", .help)) \(VisibleText.block(help))") }
        return lines.joined(separator: "\n")
    }

    private func excerpt(_ location: SourceLocation, _ paint: Paint) -> [String] {
        let number = String(location.line)
        let excerpt = SourceExcerpt(location, width: width)
        let margin = String(repeating: " ", count: number.utf8.count)
        return [
            "\(self.paint("\(number) |", .help)) \(excerpt.text)",
            "\(self.paint("\(margin) |", .help)) \(excerpt.padding)\(self.paint(excerpt.underline, paint))",
        ]
    }

    private func paint(_ text: String, _ paint: Paint) -> String {
        colour ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// Parameters of the control sequence that sets colours (ECMA-48, SGR).
private enum Paint: String {
    case bold = "1"
    case error = "1;31"
    case warning = "1;35"
    case note = "1;34"
    case help = "36"
}

extension Diagnostic.Severity {
    fileprivate var paint: Paint {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
    }
}

/// The line of a place in a file, made fit for a terminal, and the marks to print below it.
struct SourceExcerpt {
    /// The line, or a part of it between dots.
    let text: String
    /// What to print before the marks; it repeats the line's tabs, so that both lines align.
    let padding: String
    /// A caret and as many tildes as the place has further columns.
    let underline: String

    init(_ location: SourceLocation, width: Int) {
        let file = location.file
        let line = file.range(ofLine: location.line)
        let start = min(location.range.lowerBound, line.upperBound)
        let part = Self.surroundings(of: start, in: line, file.bytes, width: width)
        let end = min(max(location.range.upperBound, location.range.lowerBound), part.upperBound)
        let scalars = Self.masked(Array(String(decoding: file.bytes[part], as: UTF8.self).unicodeScalars))
        let caret = Self.scalarCount(file.bytes, part.lowerBound..<start)
        let length = max(1, Self.scalarCount(file.bytes, part.lowerBound..<max(end, part.lowerBound)) - caret)
        let window = Self.window(scalars, caret: caret, length: length, width: width)
        let shown = scalars[window]
        let isCutBefore = window.lowerBound > 0 || part.lowerBound > line.lowerBound
        let isCutBehind = window.upperBound < scalars.count || part.upperBound < line.upperBound
        text = (isCutBefore ? "…" : "") + Self.visible(shown) + (isCutBehind ? "…" : "")
        var padding = isCutBefore ? " " : ""
        for scalar in scalars[window.lowerBound..<min(caret, window.upperBound)] {
            padding += scalar == "\t" ? "\t" : String(repeating: " ", count: VisibleText.width(of: scalar))
        }
        self.padding = padding
        let marked = scalars[
            min(caret, window.upperBound)..<max(min(caret + length, window.upperBound), min(caret, window.upperBound))
        ]
        let columns = marked.reduce(0) { $0 + VisibleText.width(of: $1) }
        underline = "^" + String(repeating: "~", count: max(0, columns - 1))
    }

    /// The part of `line` around `place` from which a window can be taken: a line may be a whole file, with an error in
    /// each word.
    private static func surroundings(
        of place: Int,
        in line: Range<Int>,
        _ bytes: [UInt8],
        width: Int
    ) -> Range<Int> {
        let reach = 4 * width + 64
        var start = place - min(reach, place - line.lowerBound)
        while start > line.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        var end = place + min(reach, line.upperBound - place)
        while end < line.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return start..<end
    }

    /// `scalars` with stars for what a file that can't be read calls a secret: nobody else knows of it yet. References
    /// to the environment and to files are none.
    private static func masked(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var masked = scalars
        var rest = scalars[...]
        while let key = rest.firstRange(of: secretKey) {
            rest = rest[key.upperBound...]
            guard let value = secretValue(behind: rest) else { continue }
            for place in value { masked[place] = "*" }
            rest = rest[value.upperBound...]
        }
        return masked
    }

    private static let secretKey = Array("secret".unicodeScalars)

    /// Where the value of a key stands that ends at the beginning of `text`, without its quotes; `nil` for no value,
    /// and for a reference.
    private static func secretValue(behind text: ArraySlice<Unicode.Scalar>) -> Range<Int>? {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
        var rest = text.first == "\"" ? text.dropFirst() : text
        rest = rest.drop(while: isBlank)
        guard rest.first == ":" else { return nil }
        rest = rest.dropFirst().drop(while: isBlank)
        let isQuoted = rest.first == "\""
        if isQuoted { rest = rest.dropFirst() }
        guard !rest.starts(with: "${".unicodeScalars) else { return nil }
        guard isQuoted else {
            return rest.prefix { !",}\t #[{".unicodeScalars.contains($0) }.indices
        }
        var isEscaped = false
        let value = rest.prefix { scalar in
            if isEscaped {
                isEscaped = false
                return true
            }
            isEscaped = scalar == "\\"
            return scalar != "\""
        }
        return value.indices
    }

    /// The scalars that `String(decoding:)` makes of the bytes; where they aren't UTF-8, each wrong part is one.
    private static func scalarCount(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count
    }

    /// The part to show: all of a short line, else the caret's surroundings, more of what follows than of what
    /// precedes.
    private static func window(_ scalars: [Unicode.Scalar], caret: Int, length: Int, width: Int) -> Range<Int> {
        guard scalars.count > width else { return scalars.indices }
        let before = max(width / 3, width - min(length, width) - 10)
        let start = max(0, min(caret - min(before, caret), scalars.count - width))
        return start..<min(scalars.count, start + width)
    }

    private static func visible(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars { text.append(scalar == "\t" ? scalar : VisibleText.picture(of: scalar)) }
        return String(text)
    }
}
