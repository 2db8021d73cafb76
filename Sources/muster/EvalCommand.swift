import ArgumentParser
import Glibc
import JSON
import Scenarios

/// `muster eval`: tries a JSONPath or a schema on a document.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Tries a JSONPath or a JSON Schema on a JSON document, before it goes into a scenario.",
        usage: """
            muster eval JSONPATH FILE
            muster eval --schema SCHEMA [--detailed] FILE
            """,
        discussion: """
            Prints each node that the path selects, as its normalized path (RFC 9535), a tab and its value; or what the \
            schema refuses. A FILE of - is standard input.

            Exit codes: 0 something is selected, or the document is valid; 1 nothing is, or it isn't; 2 the command, the \
            path, the schema or the document can't be read.
            """
    )

    @Argument(help: ArgumentHelp("The path, unless --schema is given, and the document.", valueName: "JSONPATH FILE"))
    var arguments: [String]

    @Option(
        help: ArgumentHelp(
            "A JSON Schema (2020-12, unless $schema says otherwise) to hold the document against.",
            valueName: "schema"
        )
    )
    var schema: String?

    @Flag(help: "With --schema: print the standard's output in its form \"detailed\".")
    var detailed = false

    func validate() throws {
        let expected = schema == nil ? 2 : 1
        if arguments.count != expected {
            let what = schema == nil ? "a JSONPath and a FILE" : "one FILE"
            throw ValidationError(
                "expected \(what), found \(arguments.count) \(arguments.count == 1 ? "argument" : "arguments")"
            )
        }
        if detailed, schema == nil { throw ValidationError("--detailed needs --schema") }
    }

    func run() throws {
        let isGood: Bool
        do throws(Problems.Found) {
            let evaluation = Evaluation(files: FileStore())
            if let schema {
                isGood = try evaluation.hold(arguments[0], against: schema, detailed: detailed)
            } else {
                isGood = try evaluation.select(arguments[0], in: arguments[1])
            }
        } catch {
            Diagnostics.show(error.diagnostics)
            Exit.usageError()
        }
        if !isGood { throw ExitCode(1) }
    }
}
