import Decoding
import Diagnostics
import Importing
import JSON
import Testing

/// Makes suites of texts, as the program does.
enum Imported {
    typealias Reader = (_ file: SourceFile, _ name: String, _ problems: Problems) -> ImportedCollection

    /// The suite of `text`, which has to be without problems.
    static func suite(
        _ text: String,
        _ options: SuiteAssembler.Options = SuiteAssembler.Options(),
        _ read: Reader
    ) throws -> SuiteAssembler.Assembled {
        let problems = Problems()
        let collection = read(SourceFile(path: "file", text: text), "imported", problems)
        try #require(problems.diagnostics.isEmpty, "\(problems.diagnostics)")
        return SuiteAssembler.suite(of: collection, options)
    }

    /// What is wrong with `text`.
    static func problems(_ text: String, _ read: Reader) -> [Diagnostic] {
        let problems = Problems()
        _ = read(SourceFile(path: "file", text: text), "imported", problems)
        return problems.diagnostics
    }

    static func curl(_ text: String) throws -> SuiteAssembler.Assembled {
        try suite(text) { CurlImporter.read($0, name: $1, $2) }
    }
}

extension SuiteAssembler.Assembled {
    var scenarios: [JSONValue] { suite["scenarios"]?.array ?? [] }

    func scenario(_ name: String) -> JSONValue? { scenarios.first { $0["name"]?.string == name } }

    var text: String { suite.description }

    /// The values that were taken out, by the environment variable.
    var secrets: [String: String] {
        Dictionary(environment.compactMap { pair in pair.value.map { (pair.name, $0) } }) { $1 }
    }
}
