/// A JSON Schema, compiled once and then quick to apply.
///
/// References lead to other parts of the document, to the metaschemas, and to the documents that the caller has registered;
/// nothing is ever fetched.
public struct JSONSchema: Sendable {
    let graph: SchemaGraph
    /// The node at which values begin.
    let root: Int

    /// Compiles a schema.
    ///
    /// - Parameters:
    ///   - document: The document that holds the schema.
    ///   - pointer: Where in the document the schema is; the root unless told otherwise.
    ///   - dialect: How to read schemas that don't say with `$schema` how they are to be read.
    ///   - baseURI: Where the document is, for relative references; `$id` takes precedence.
    ///   - resources: Documents that references may lead to.
    ///   - assertFormats: Whether `format` is checked; by default it only describes (JSON Schema Validation, section 7).
    /// - Throws: What is wrong with the schema, and where.
    public init(
        _ document: JSONValue,
        at pointer: JSONPointer = JSONPointer(),
        dialect: Dialect = .draft2020_12,
        baseURI: String = "",
        resources: SchemaResources = SchemaResources(),
        assertFormats: Bool = false
    ) throws(JSONSchemaError) {
        var compiler = SchemaCompiler(
            registry: SchemaRegistry(resources: resources, dialect: dialect),
            assertsFormats: assertFormats
        )
        (graph, root) = try compiler.compile(document, at: pointer, baseURI: baseURI)
    }

    init(_ graph: SchemaGraph, root: Int) {
        self.graph = graph
        self.root = root
    }

    /// What a schema says of a value.
    public enum Verdict: Sendable, Hashable {
        case accepted
        case refused
        /// There is no verdict to be had: the value leads through more than 1280 nested schemas, takes more than 50
        /// million steps, or the search by a `pattern` had to be given up.
        case undecided
    }

    /// The verdict on `value`. Quicker than ``validate(_:)``, for it stops at the first violation.
    public func verdict(on value: JSONValue) -> Verdict {
        var evaluator = SchemaEvaluator(graph, root: root, SilentReport())
        return evaluator.verdict(on: value)
    }

    /// Whether the schema is known to accept `value`.
    public func isValid(_ value: JSONValue) -> Bool { verdict(on: value) == .accepted }

    /// Everything in `value` that the schema doesn't accept; empty when it accepts all.
    ///
    /// There are at most 10 000 violations, those within alternatives counted. Where there is no verdict (see
    /// ``Verdict/undecided``), the only one says why.
    public func validate(_ value: JSONValue) -> [Violation] {
        isValid(value) ? [] : report(on: value, isValid: false).violations(in: graph)
    }

    /// What was found, in the standard's output format "detailed" (JSON Schema Core, section 12.4.3), with JSON Pointers
    /// into the schema and the value.
    ///
    /// There is always a unit for the whole. Below it are, when the value isn't accepted, all errors; else the keywords
    /// that describe it, such as `title`, `format` and `contentMediaType`.
    public func detailed(_ value: JSONValue) -> JSONValue {
        report(on: value, isValid: isValid(value)).detailed(in: graph)
    }

    /// What was found, when the verdict is known already: a report may be cut short, which a verdict never is.
    private func report(on value: JSONValue, isValid: Bool) -> SchemaUnit {
        var evaluator = SchemaEvaluator(graph, root: root, CompleteReport(graph, hasAnnotations: isValid))
        _ = evaluator.verdict(on: value)
        var result = SchemaUnit(node: root, isValid: isValid)
        if let root = evaluator.report.root, root.isValid == isValid { result = root }
        if isValid { return result }
        if let obstacle = evaluator.report.obstacle {
            result.complaint = nil
            result.children = [obstacle]
        } else if !result.saysSomething, result.children.isEmpty {
            result.complaint = SchemaWords.refusal(of: value)
        }
        return result
    }
}
