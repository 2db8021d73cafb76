import JSON

/// The one way to say that a name is not known.
package enum UnknownName {
    static func error(_ name: String, among known: [String], what: String, at range: Range<Int>) -> TemplateError {
        TemplateError("unknown \(what) '\(name)'", help: help(name, among: known), at: range)
    }

    package static func help(_ name: String, among known: [String]) -> String {
        if let nearest = NearestWord.suggest(name, among: known) { return "did you mean '\(nearest)'?" }
        let listed = known.sorted().prefix(12).joined(separator: ", ")
        return known.isEmpty ? "" : "known here: \(listed)\(known.count > 12 ? ", …" : "")"
    }
}
