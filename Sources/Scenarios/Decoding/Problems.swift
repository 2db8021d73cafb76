public import Diagnostics
import JSON

/// Collects what is wrong with the files, so that all of it is said at once.
///
/// It is confined to the one task that decodes; ``Found`` is what leaves it.
public final class Problems {
    /// What was found wrong; at least one of them is an error.
    public struct Found: Error, Sendable {
        /// In the order in which they were found, without repetitions.
        public var diagnostics: [Diagnostic]

        /// The given diagnostics.
        public init(_ diagnostics: [Diagnostic]) {
            self.diagnostics = diagnostics
        }
    }

    /// In the order in which they were found, without repetitions.
    public private(set) var diagnostics: [Diagnostic] = []
    private var seen: Set<String> = []
    /// Whether an error was added, here or to those that this goes on from.
    public private(set) var hasErrors: Bool

    /// Nothing found yet.
    public init() {
        hasErrors = false
    }

    /// Nothing found yet in a part, of something in which errors may have been found.
    init(hasErrors: Bool) {
        self.hasErrors = hasErrors
    }

    /// Adds `diagnostic`, unless the same was said of the same place before (the rows of a scenario share its text).
    public func add(_ diagnostic: Diagnostic) {
        let place = diagnostic.location.map { "\($0.file.path):\($0.range.lowerBound)" } ?? ""
        guard seen.insert("\(place) \(diagnostic.message)").inserted else { return }
        diagnostics.append(diagnostic)
        if diagnostic.severity == .error { hasErrors = true }
    }

    /// Adds an error.
    public func add(_ message: String, at location: SourceLocation?, help: String = "") {
        add(Diagnostic(severity: .error, message: message, location: location, help: help.isEmpty ? nil : help))
    }

    /// Adds a warning.
    public func warn(_ message: String, at location: SourceLocation?, help: String = "") {
        add(Diagnostic(severity: .warning, message: message, location: location, help: help.isEmpty ? nil : help))
    }

    /// Adds what is wrong with a `${...}` in the string `node`.
    func add(_ error: TemplateError, in node: JSONNode) {
        add(error.message, at: node.location(ofUTF8: error.range), help: error.help)
    }

    /// Throws everything found when an error is among it.
    public func throwIfAny() throws(Found) {
        if hasErrors { throw Found(diagnostics) }
    }
}
