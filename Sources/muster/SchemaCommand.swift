import ArgumentParser
import CEmbedded
import Decoding

/// `muster schema`: prints the schemas of the project's files.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of a kind of file, for editors and programs.",
        usage: """
            muster schema [NAME] [--output FILE]
            muster schema suite > muster.schema.json
            """,
        discussion: """
            Names: \(SchemaFile.allCases.map(\.rawValue).joined(separator: ", ")). Keys have descriptions and examples; \
            "$schema": "muster.schema.json" at the beginning of a file lets an editor complete and check it. The \
            schemas of mocks and included files refer to muster.schema.json beside them: --all FOLDER writes all of them.
            """
    )

    @Argument(help: "What it describes; without it, all names and what they are for.")
    var name: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where it is written; standard output without it, or as -.", valueName: "file")
    )
    var output: String?

    @Option(help: ArgumentHelp("Write all of them into this folder.", valueName: "folder"))
    var all: String?

    func validate() throws {
        if all != nil, name != nil || output != nil {
            throw ValidationError("--all writes every schema: give it no NAME and no --output")
        }
        if output != nil, name == nil { throw ValidationError("--output needs the NAME of a schema") }
    }

    func run() throws {
        if let all {
            for schema in SchemaFile.allCases {
                let path = all.endingInSlash + schema.fileName
                Output.write(schema.bytes, to: path)
                Terminal.print(path)
            }
            return
        }
        guard let name else {
            for schema in SchemaFile.allCases {
                let column = schema.rawValue.padded(to: SchemaFile.widest)
                Terminal.print("\(column)  \(schema.fileName.padded(to: 32))  \(schema.text)")
            }
            return
        }
        guard let schema = SchemaFile(rawValue: name) else {
            let known = SchemaFile.allCases.map(\.rawValue)
            Diagnostics.leave("there is no schema '\(name)'", help: UnknownName.help(name, among: known))
        }
        if let output { return Output.write(schema.bytes, to: output) }
        Terminal.data(String(decoding: schema.bytes, as: UTF8.self))
    }
}

/// The schemas that are in the program.
enum SchemaFile: String, CaseIterable {
    case suite
    case mock
    case include
    case waivers
    case declarations
    case results

    /// Its name among the project's files.
    var fileName: String {
        switch self {
        case .suite: "muster.schema.json"
        case .mock: "muster-mock.schema.json"
        case .include: "muster-include.schema.json"
        case .waivers: "muster-waivers.schema.json"
        case .declarations: "muster-declarations.schema.json"
        case .results: "results.schema.json"
        }
    }

    /// What it describes.
    var text: String {
        switch self {
        case .suite: "suites of scenarios"
        case .mock: "mocks: servers described by rules"
        case .include: "what suites include: steps, requests, variables"
        case .waivers: "failures that are accepted for a while (--waivers)"
        case .declarations: "a vendor's own answers to questions (--declarations)"
        case .results: "results.json, what a run found out"
        }
    }

    /// The file's content.
    var bytes: [UInt8] {
        let schema =
            switch self {
            case .suite: muster_schema_suite()
            case .mock: muster_schema_mock()
            case .include: muster_schema_include()
            case .waivers: muster_schema_waivers()
            case .declarations: muster_schema_declarations()
            case .results: muster_schema_results()
            }
        return Array(UnsafeBufferPointer(start: schema.bytes, count: schema.count))
    }

    static let widest = allCases.map(\.rawValue.count).max() ?? 0
}

extension String {
    /// The text with blanks behind it, up to a width.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - unicodeScalars.count))
    }
}
