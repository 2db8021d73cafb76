/// Shows diagnostics in the manner of compilers: place and message, the line of the file with what is concerned underlined,
/// and the help.
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
