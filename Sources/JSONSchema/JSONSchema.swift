package import JSON

/// A JSON Schema, compiled once and then quick to apply.
///
/// References lead to other parts of the document, to the metaschemas, and to the documents that the caller has
/// registered; nothing is ever fetched.
package struct JSONSchema: Sendable {
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
    ///   - assertFormats: Whether `format` is checked; by default it only describes (JSON Schema Validation, section
    ///     7).
    ///   - numberFormats: Whether OpenAPI's formats of numbers, `int32` and `int64`, are among those that are checked,
    ///     whatever the dialect.
    /// - Throws: What is wrong with the schema, and where.
    package init(
        _ document: JSONValue,
        at pointer: JSONPointer = JSONPointer(),
        dialect: Dialect = .draft2020_12,
        baseURI: String = "",
        resources: SchemaResources = SchemaResources(),
        assertFormats: Bool = false,
        numberFormats: Bool = false
    ) throws(JSONSchemaError) {
        var compiler = SchemaCompiler(
            registry: SchemaRegistry(resources: resources, dialect: dialect),
            assertsFormats: assertFormats,
            knowsNumberFormats: numberFormats
        )
        (graph, root) = try compiler.compile(document, at: pointer, baseURI: baseURI)
    }

    init(_ graph: SchemaGraph, root: Int) {
        self.graph = graph
        self.root = root
    }

    /// What a schema says of a value.
    package enum Verdict: Sendable, Hashable {
        case accepted
        case refused
        /// There is no verdict to be had: the value leads through more than 1280 nested schemas, takes more than 50
        /// million steps, or the search by a `pattern` had to be given up.
        case undecided
    }

    /// The verdict on `value`. Quicker than ``validate(_:)``, for it stops at the first violation.
    package func verdict(on value: JSONValue) -> Verdict {
        var evaluator = SchemaEvaluator(graph, root: root, SilentReport())
        return evaluator.verdict(on: value)
    }

    /// Whether the schema is known to accept `value`.
    package func isValid(_ value: JSONValue) -> Bool { verdict(on: value) == .accepted }

    /// Everything in `value` that the schema doesn't accept; empty when it accepts all.
    ///
    /// There are at most 10 000 violations, those within alternatives counted. Where there is no verdict (see
    /// ``Verdict/undecided``), the only one says why.
    package func validate(_ value: JSONValue) -> [Violation] {
        isValid(value) ? [] : report(on: value, isValid: false).violations(in: graph)
    }

    /// What was found, in the standard's output format "detailed" (JSON Schema Core, section 12.4.3), with JSON
    /// Pointers into the schema and the value.
    ///
    /// There is always a unit for the whole. Below it are, when the value isn't accepted, all errors; else the keywords
    /// that describe it, such as `title`, `format` and `contentMediaType`.
    package func detailed(_ value: JSONValue) -> JSONValue {
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
            result.complaint = SchemaDescription.refusal(of: value)
        }
        return result
    }
}

extension JSONSchema {
    /// The version of the language that a schema is written in.
    package enum Dialect: Sendable, Hashable, CaseIterable {
        /// JSON Schema draft 2020-12.
        case draft2020_12
        /// JSON Schema draft 7.
        case draft7
        /// The Schema Object of OpenAPI 3.0: draft 4 with `nullable` and fewer keywords.
        case openAPI30

        /// The dialect that `$schema` names; nil for one that isn't built in.
        init?(uri: String) {
            switch uri.hasSuffix("#") ? String(uri.dropLast()) : uri {
            case "https://json-schema.org/draft/2020-12/schema": self = .draft2020_12
            case "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft-07/schema": self = .draft7
            default: return nil
            }
        }

        /// Whether whatever stands beside `$ref` is ignored.
        var isReferenceAlone: Bool { self != .draft2020_12 }
    }
}

/// Schemas of several documents, compiled together: what they share is compiled once.
package struct JSONSchemaSet: Sendable {
    /// A schema in a document.
    package struct Place: Sendable, Hashable {
        let document: String
        let pointer: JSONPointer

        /// The schema at `pointer` in the document that is registered under `document`.
        package init(_ document: String, _ pointer: JSONPointer) {
            self.document = document
            self.pointer = pointer
        }
    }

    private let graph: SchemaGraph
    private let nodes: [Place: Int]

    /// Compiles the schemas at `places` of `resources`, and all that they lead to.
    ///
    /// - Throws: What is wrong with one of them, and where.
    package init(
        _ places: [Place],
        dialect: JSONSchema.Dialect,
        resources: SchemaResources,
        assertFormats: Bool = false,
        numberFormats: Bool = false
    ) throws(JSONSchemaError) {
        var compiler = SchemaCompiler(
            registry: SchemaRegistry(resources: resources, dialect: dialect),
            assertsFormats: assertFormats,
            knowsNumberFormats: numberFormats
        )
        var nodes: [Place: Int] = [:]
        for place in places {
            guard let node = try compiler.node(in: place.document, at: place.pointer) else { continue }
            nodes[place] = node
        }
        graph = try compiler.graph()
        nodes.reserveCapacity(graph.origins.count + nodes.count)
        // The parts of these schemas, and those that they refer to, by where they stand.
        for (index, origin) in graph.origins.enumerated() {
            let place = Place(origin.uri, origin.pointer)
            if nodes[place] == nil { nodes[place] = index }
        }
        self.nodes = nodes
    }

    /// The schema at a place; nil for one that none of the schemas leads to.
    package func schema(at place: Place) -> JSONSchema? {
        nodes[place].map { JSONSchema(graph, root: $0) }
    }
}

/// What keeps hostile schemas and values from exhausting the stack, or from taking forever.
enum SchemaLimits {
    /// How many schemas may lie in each other in a document, and how many may be applied within each other.
    ///
    /// A value of 512 levels, the most that the parser accepts by default, has room for two schemas on each. The stack
    /// that this takes is below 8 MB even without optimization.
    static let depth = 1280

    /// How many schemas may be applied to one value and its parts, one after the other: some seconds' worth.
    static let steps = 50_000_000

    /// How many violations are reported, those within alternatives counted.
    static let violations = 10_000

    /// How many steps the search by one `pattern` in one string may take. There may be many strings.
    static let patternSteps = 2_500_000

    static var tooDeep: SchemaViolation {
        SchemaViolation(
            expected: "at most \(depth) schemas applied within each other",
            found: "more",
            hint: "the value is nested too deep, or a '$dynamicRef' leads back to itself without end"
        )
    }

    static var tooLong: SchemaViolation {
        SchemaViolation(
            expected: "a verdict after \(steps) steps",
            found: "none",
            hint: "avoid alternatives that apply the same schemas again on each level"
        )
    }
}
