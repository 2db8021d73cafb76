import ArgumentParser
import Decoding
import Glibc
import JSONPath
import Substitution

/// `muster eval`: tries a JSONPath or a schema on a document.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Tries a JSONPath or a JSON Schema on a JSON document, before it goes into a scenario.",
        usage: """
            muster eval JSONPATH FILE
            muster eval --schema SCHEMA [--formats] [--detailed] [--repeat N] FILE
            """,
        discussion: """
            Prints each node that the path selects, as its normalized path (RFC 9535), a tab and its value; or what the \
            schema refuses. A FILE of - is standard input. References of a schema lead to files of its folder, never to the \
            network.

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

    @Flag(help: "With --schema: check formats, which by themselves only describe.")
    var formats = false

    @Option(
        name: .customLong("repeat"),
        help: ArgumentHelp("With --schema: judge the document so often, and tell how long it takes.", valueName: "n")
    )
    var repeats: Int?

    func validate() throws {
        let expected = schema == nil ? 2 : 1
        if arguments.count != expected {
            let what = schema == nil ? "a JSONPath and a FILE" : "one FILE"
            throw ValidationError(
                "expected \(what), found \(arguments.count) \(arguments.count == 1 ? "argument" : "arguments")"
            )
        }
        for (isGiven, option) in [(detailed, "--detailed"), (formats, "--formats"), (repeats != nil, "--repeat")]
        where isGiven && schema == nil {
            throw ValidationError("\(option) needs --schema")
        }
        if let repeats, !(1...1_000_000_000).contains(repeats) {
            throw ValidationError("--repeat must be from 1 to 1000000000, found \(repeats)")
        }
    }

    func run() throws {
        let isGood: Bool
        do throws(Problems.Found) {
            let evaluation = Evaluation(files: FileStore())
            if let schema {
                let options = Evaluation.SchemaOptions(
                    isDetailed: detailed,
                    assertsFormats: formats,
                    repetitions: repeats
                )
                isGood = try evaluation.hold(arguments[0], against: schema, options)
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
