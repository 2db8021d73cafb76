import Decoding
import Diagnostics
import Substitution

@testable import Contracts

/// Contracts from texts in memory.
enum Library {
    /// The contract in the first of `files`; the others are those that it refers to.
    static func load(
        _ files: [(path: String, text: String)],
        strictness: ContractStrictness = .tolerant
    ) throws(Problems.Found) -> Contract {
        try Contract.load(files[0].path, strictness: strictness) { path throws(FileStore.Failure) in
            guard let file = files.first(where: { $0.path == path }) else {
                throw FileStore.Failure(path: path, reason: "does not exist")
            }
            return Array(file.text.utf8)
        }
    }

    static func load(json text: String) throws(Problems.Found) -> Contract { try load([("c.json", text)]) }

    static func load(yaml text: String) throws(Problems.Found) -> Contract { try load([("c.yaml", text)]) }

    /// What is wrong to who wants it strict: `line:column message (help)` for each, the path before it where it isn't
    /// the first file's.
    static func problems(_ files: [(path: String, text: String)]) -> [String] {
        do throws(Problems.Found) {
            return try load(files, strictness: .strict).warnings.map { line($0, files[0].path) }
        } catch {
            return error.diagnostics.map { line($0, files[0].path) }
        }
    }

    private static func line(_ diagnostic: Diagnostic, _ main: String) -> String {
        let place = diagnostic.location.map { location in
            (location.file.path == main ? "" : "\(location.file.path):") + "\(location.line):\(location.column) "
        }
        let kind = diagnostic.severity == .error ? "" : "\(diagnostic.severity.rawValue): "
        return (place ?? "") + kind + diagnostic.message + (diagnostic.help.map { " (\($0))" } ?? "")
    }
}
