public import Diagnostics
public import JSON

/// A part of a document that isn't used, since it breaks a rule of the format.
public struct LeftOut: Sendable {
    /// What is wrong, and where.
    public let diagnostic: Diagnostic
    /// The document.
    public let path: String
    /// The way to the part in it.
    public let pointer: JSONPointer

    /// As a warning: the rest of the contract is used.
    public var warning: Diagnostic {
        var warning = diagnostic
        warning.severity = .warning
        warning.message += "; left out"
        return warning
    }
}

extension Diagnostic {
    /// Diagnostics with one message told once, with how many further places it has.
    public static func grouped(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var counts: [String: Int] = [:]
        for diagnostic in diagnostics { counts[diagnostic.message, default: 0] += 1 }
        var told: Set<String> = []
        return diagnostics.compactMap { diagnostic in
            guard let count = counts[diagnostic.message], count > 1 else { return diagnostic }
            guard told.insert(diagnostic.message).inserted else { return nil }
            var first = diagnostic
            first.message += " (and in \(count - 1) other \(count == 2 ? "place" : "places"))"
            return first
        }
    }
}
