package import Diagnostics
package import JSON

/// Collects what is wrong with the files, so that all of it is said at once.
///
/// It is confined to the one task that decodes; ``Found`` is what leaves it.
package final class Problems {
    /// What was found wrong; at least one of them is an error.
    package struct Found: Error, Sendable {
        /// In the order in which they were found, without repetitions.
        package var diagnostics: [Diagnostic]

        /// The given diagnostics, without what others of them bring about.
        package init(_ diagnostics: [Diagnostic]) {
            self.diagnostics = diagnostics.withoutConsequences
        }

        /// All that is wrong, in one line and without places: for what is only known while running.
        package var reason: String { diagnostics.map(\.message).joined(separator: "; ") }
    }

    /// In the order in which they were found, without repetitions.
    package private(set) var diagnostics: [Diagnostic] = []
    private var seen: Set<String> = []
    /// Whether an error was added, here or to those that this goes on from.
    package private(set) var hasErrors: Bool

    /// Nothing found yet.
    package init() {
        hasErrors = false
    }

    /// Nothing found yet in a part, of something in which errors may have been found.
    package init(hasErrors: Bool) {
        self.hasErrors = hasErrors
    }

    /// Adds `diagnostic`, unless the same was said of the same place before (the rows of a scenario share its text).
    package func add(_ diagnostic: Diagnostic) {
        let place = diagnostic.location.map { "\($0.file.path):\($0.range.lowerBound)" } ?? ""
        guard seen.insert("\(place) \(diagnostic.message)").inserted else { return }
        diagnostics.append(diagnostic)
        if diagnostic.severity == .error { hasErrors = true }
    }

    /// Adds an error, and what lacks because of it, or what it is a complaint of.
    package func add(
        _ message: String,
        at location: SourceLocation?,
        help: String = "",
        loses lost: Set<Consequence> = [],
        misses: Set<Consequence> = []
    ) {
        var diagnostic = Diagnostic(severity: .error, message: message, location: location, help: help)
        (diagnostic.lost, diagnostic.misses) = (lost, misses)
        add(diagnostic)
    }

    /// What lacks because of the error that was added last.
    package func lastLoses(_ lost: Set<Consequence>) {
        guard let last = diagnostics.indices.last, diagnostics[last].severity == .error else { return }
        diagnostics[last].lost.formUnion(lost)
    }

    /// Adds a warning.
    package func warn(_ message: String, at location: SourceLocation?, help: String = "") {
        add(Diagnostic(severity: .warning, message: message, location: location, help: help.isEmpty ? nil : help))
    }

    /// Leaves out what others of what was found bring about. What is found elsewhere has nothing to do with the rest
    /// after that.
    package func leaveOutConsequences() {
        diagnostics = diagnostics.withoutConsequences.map { diagnostic in
            var diagnostic = diagnostic
            (diagnostic.lost, diagnostic.misses) = ([], [])
            return diagnostic
        }
    }

    /// Throws everything found when an error is among it.
    package func throwIfAny() throws(Found) {
        if hasErrors { throw Found(diagnostics) }
    }
}

/// Parses JSON files into nodes with positions.
package enum SourceReader {
    package static func parse(_ file: SourceFile, _ problems: Problems) -> JSONNode? {
        do {
            return try JSONParser.parseNode(file)
        } catch {
            problems.add(error.diagnostic)
            return nil
        }
    }

    /// Parses a suite, a mock or a contract: YAML where the name says so, else JSON with comments.
    package static func parseOwn(_ file: SourceFile, _ problems: Problems) -> JSONNode? {
        if isYAML(file.path) { return YAMLReader.parse(file, problems) }
        do {
            return try JSONParser.parseNode(file, .own)
        } catch {
            var diagnostic = error.diagnostic
            if error.isComment { diagnostic.help = "a comment is written // to the end of its line, or /* so */" }
            problems.add(diagnostic)
            return nil
        }
    }

    /// Whether a path is that of a YAML file.
    package static func isYAML(_ path: String) -> Bool {
        let name = path.lowercased()
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }

    /// Whether `root` is an OpenAPI document and no suite.
    package static func isContract(_ root: JSONNode) -> Bool {
        (root["openapi"] != nil || root["swagger"] != nil) && root["suite"] == nil && root["scenarios"] == nil
    }
}

/// The one way to say that a name is not known.
package enum UnknownName {

    /// The nearest of `known`, or all of them; empty when there is none.
    package static func help(_ name: String, among known: [String]) -> String {
        help(name, among: known, nearest: NearestWord.suggest(name, among: known))
    }

    /// The same of a key of the product's own files, which other tools may call otherwise.
    package static func help(key: String, among known: [String]) -> String {
        help(key, among: known, nearest: NearestKey.suggest(key, among: known))
    }

    private static func help(_ name: String, among known: [String], nearest: String?) -> String {
        if let nearest { return "did you mean '\(nearest)'?" }
        let names = Set(known).sorted()
        if names.isEmpty { return "" }
        let listed = names.joined(separator: ", ")
        if listed.utf8.count <= longestList { return "known here: \(listed)" }
        // Of very many those that begin like it.
        let near = names.sorted { ($1.commonBeginning(with: name), $0) < ($0.commonBeginning(with: name), $1) }
        return "known here: \(near.prefix(mostOfMany).joined(separator: ", ")) and \(names.count - mostOfMany) more"
    }

    /// All names are listed where that takes no more bytes than these.
    private static let longestList = 400
    /// How many of those names that take more are listed.
    private static let mostOfMany = 12
}

extension String {
    /// How many bytes both begin with.
    fileprivate func commonBeginning(with other: String) -> Int {
        zip(utf8, other.utf8).prefix { $0 == $1 }.count
    }
}
