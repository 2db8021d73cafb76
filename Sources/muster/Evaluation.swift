import Decoding
import Diagnostics
import Glibc
import JSON
import JSONPath
import JSONSchema
import Measurement
import Quantities
import Scenarios
import Substitution

/// What `muster eval` does: selects by a path, or holds against a schema, and prints what comes of it.
struct Evaluation {
    let files: FileStore

    /// Whether the path selects anything in the document at `path`; prints what.
    func select(_ text: String, in path: String) throws(Problems.Found) -> Bool {
        let problems = Problems()
        let query = parse(text, problems)
        let document = read(path, problems)
        try problems.throwIfAny()
        guard let query, let document else { return false }
        let nodes: [JSONPathNode]
        do throws(JSONPathError) {
            nodes = try query.evaluate(in: document.value)
        } catch {
            problems.add(diagnostic(error, .error))
            throw Problems.Found(problems.diagnostics)
        }
        for node in nodes { Terminal.print("\(node.path)\t\(node.value)") }
        if nodes.isEmpty { Terminal.error("the path selects nothing in \(document.location.file.path)") }
        return !nodes.isEmpty
    }

    /// Whether the schema accepts the document at `path`; prints what it doesn't.
    func hold(_ path: String, against schema: String, _ options: SchemaOptions) throws(Problems.Found) -> Bool {
        let problems = Problems()
        let document = read(path, problems)
        var loader = SchemaLoader(problems: problems, files: files)
        loader.assertsFormats = options.assertsFormats
        let compiled = read(schema, problems).flatMap { loader.compile($0) }
        try problems.throwIfAny()
        guard let compiled, let document else { return false }
        if let repetitions = options.repetitions { show(Self.time(compiled, document.value, repetitions), document) }
        if options.isDetailed {
            let output = compiled.detailed(document.value)
            Terminal.print(String(decoding: JSONSerializer.serialize(output, style: .pretty), as: UTF8.self))
            return output["valid"] == true
        }
        let violations = compiled.validate(document.value)
        let renderer = DiagnosticRenderer(colour: Terminal.isColoured(STDOUT_FILENO))
        for violation in violations { show(violation, in: document, renderer) }
        if violations.isEmpty {
            Terminal.print("\(document.location.file.path) is valid")
        } else {
            Terminal.error("\(violations.count) \(violations.count == 1 ? "violation" : "violations")")
        }
        return violations.isEmpty
    }

    /// What is asked of a schema.
    struct SchemaOptions {
        /// Whether the standard's output is printed.
        var isDetailed = false
        /// Whether `format` is checked.
        var assertsFormats = false
        /// How often the document is judged, to tell how long it takes.
        var repetitions: Int?
    }

    /// Nanoseconds for one judgement of `value`, the shortest of several rounds: whatever else runs only makes it
    /// longer.
    private static func time(_ schema: JSONSchema, _ value: JSONValue, _ repetitions: Int) -> Double {
        let clock = ContinuousClock()
        let rounds = (0..<5).map { _ in
            clock.measure { for _ in 0..<repetitions { _ = schema.isValid(value) } }
        }
        let shortest = rounds.min() ?? .zero
        return (Double(shortest.components.seconds) * 1e9 + Double(shortest.components.attoseconds) / 1e9)
            / Double(repetitions)
    }

    private func show(_ nanoseconds: Double, _ document: JSONNode) {
        let bytes = Double(document.location.file.bytes.count)
        let time = Int(saturating: nanoseconds.rounded())
        let rate = Int(saturating: (bytes / nanoseconds * 1e3).rounded())
        Terminal.error("\(time) ns for each judgement, \(rate) MB/s of \(document.location.file.path)")
    }

    /// A violation and, below it, why each alternative was refused.
    private func show(
        _ violation: JSONSchema.Violation,
        in document: JSONNode,
        _ renderer: DiagnosticRenderer,
        _ severity: Diagnostic.Severity = .error
    ) {
        let place = violation.instanceLocation.tokens.isEmpty ? "the document" : "\(violation.instanceLocation)"
        let diagnostic = Diagnostic(
            severity: severity,
            message:
                "\(place): expected \(violation.expected), found \(violation.found) (by \(violation.absoluteKeywordLocation))",
            location: violation.instanceLocation.node(in: document)?.location,
            help: violation.hint
        )
        Terminal.print(renderer.render(diagnostic))
        for cause in violation.causes { show(cause, in: document, renderer, .note) }
    }

    private func parse(_ text: String, _ problems: Problems) -> JSONPath? {
        do throws(JSONPathError) {
            let path = try JSONPath(text)
            Diagnostics.show(path.warnings.map { diagnostic($0, .warning) })
            return path
        } catch {
            problems.add(diagnostic(error, .error))
            return nil
        }
    }

    private func diagnostic(_ error: JSONPathError, _ severity: Diagnostic.Severity) -> Diagnostic {
        let file = SourceFile(path: "JSONPATH", text: error.path)
        let range = Offsets.utf8(ofScalars: error.offset..<(error.offset + error.length), in: error.path)
        return Diagnostic(
            severity: severity,
            message: "expected \(error.expected), found \(error.found)",
            location: SourceLocation(file: file, range: range),
            help: error.hint
        )
    }

    private func read(_ path: String, _ problems: Problems) -> JSONNode? {
        do throws(FileStore.Failure) {
            let isInput = path == "-"
            let file = try isInput ? FileStore.standardInput() : files.document(at: path)
            return SourceReader.parse(file, problems)
        } catch {
            problems.add("\(error.path) \(error.reason)", at: nil)
            return nil
        }
    }
}
