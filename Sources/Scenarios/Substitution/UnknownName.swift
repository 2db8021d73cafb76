import Diagnostics

/// The one way to say that a name is not known.
package enum UnknownName {
    static func error(_ name: String, among known: [String], what: String, at range: Range<Int>) -> TemplateError {
        TemplateError("unknown \(what) '\(name)'", help: help(name, among: known), at: range)
    }

    /// The nearest of `known`, or all of them; empty when there is none.
    package static func help(_ name: String, among known: [String]) -> String {
        if let nearest = NearestWord.suggest(name, among: known) { return "did you mean '\(nearest)'?" }
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
