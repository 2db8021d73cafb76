import Diagnostics
package import JSON

/// A query of RFC 9535, parsed and checked.
package struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    /// How many steps ``evaluate(in:limit:)`` may take unless its caller says otherwise; a step is a node visited, a
    /// node selected or a unit of a comparison's work. So many take some tenths of a second and at most some hundred
    /// megabytes, however hostile path and document are.
    package static let defaultLimit = 3_000_000

    private let text: String
    let query: JSONPathQuery
    /// What is well-formed but can't be meant: a literal for `match` or `search` that is no I-Regexp (RFC 9485) and
    /// therefore, by RFC 9535 (section 2.4.6), matches nothing.
    package let warnings: [JSONPathError]

    /// Parses a path and checks the types of function arguments (RFC 9535, section 2.4.3).
    package init(_ text: String) throws(JSONPathError) {
        var parser = JSONPathParser(text)
        query = try parser.parse()
        warnings = parser.warnings
        self.text = text
    }

    /// Whether the path consists of names and indices only, so that it selects at most one node (RFC 9535, section
    /// 2.3.5.1).
    package var isSingular: Bool { query.singularSteps != nil }

    /// The text that was parsed.
    package var description: String { text }

    /// Whether both have the same text, code point by code point.
    package static func == (left: Self, right: Self) -> Bool {
        left.text.isIdentical(to: right.text)
    }

    /// Feeds the code units of the text.
    package func hash(into hasher: inout Hasher) {
        text.hashBytes(into: &hasher)
    }
}

extension JSONPath {
    /// The nodes that the path selects, in the order of RFC 9535; a node that is selected twice is there twice.
    ///
    /// Paths such as `$..*..*..*` select immense numbers of nodes: use ``evaluate(in:limit:)`` for a path or document
    /// that isn't your own.
    package func nodes(in root: JSONValue) -> [JSONPathNode] {
        (try? evaluate(in: root, limit: .max)) ?? []
    }

    /// The nodes that the path selects, as ``nodes(in:)`` has them. Throws an error of kind `limit` when that would
    /// take more than `limit` steps.
    package func evaluate(in root: JSONValue, limit: Int = defaultLimit) throws(JSONPathError) -> [JSONPathNode] {
        var evaluator = JSONPathEvaluator(root: root, limit: limit)
        do {
            let nodes = try evaluator.select(query, from: root)
            let trails = evaluator.trails
            return nodes.map { JSONPathNode(value: $0.value, trails: trails, trail: $0.trail) }
        } catch {
            throw JSONPathError(
                kind: .limit,
                path: description,
                offset: 0,
                length: description.unicodeScalars.count,
                found: "more after \(limit) steps",
                expected: "the JSONPath `\(description)` to select its nodes",
                hint: "name members instead of using `..` and `*`, above all more than once"
            )
        }
    }

    /// The value of the first node that the path selects; nil when it selects none.
    ///
    /// A singular path is merely walked; any other is evaluated as by ``nodes(in:)``.
    package func firstValue(in root: JSONValue) -> JSONValue? {
        if let steps = query.singularSteps { return JSONPathEvaluator.walk(steps, from: root) }
        return nodes(in: root).first?.value
    }
}

/// A value that a JSONPath has selected, and where it is.
package struct JSONPathNode: Sendable {
    /// The selected value.
    package let value: JSONValue
    private let trails: JSONPathTrails
    private let trail: Int

    init(value: JSONValue, trails: JSONPathTrails, trail: Int) {
        self.value = value
        self.trails = trails
        self.trail = trail
    }

    /// Where the value is: put together when asked for, in time proportional to its depth.
    package var path: NormalizedPath { NormalizedPath(trails.steps(to: trail)) }
}

/// What is wrong with a JSONPath, and where in its text.
package struct JSONPathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The classes of errors that a caller may want to tell apart.
    package enum Kind: Sendable, Hashable {
        /// The text isn't a well-formed, well-typed JSONPath (RFC 9535, sections 2.1 and 2.4.3).
        case syntax
        /// The path is right, but a regular expression in it isn't an I-Regexp, so that it matches nothing
        /// (RFC 9535, section 2.4.6).
        case pattern
        /// The evaluation was given up after the granted number of steps.
        case limit
    }

    /// The class of the error.
    package let kind: Kind
    /// The text of the whole path.
    package let path: String
    /// Where in the text, in Unicode scalars from its beginning.
    package let offset: Int
    /// How many Unicode scalars are concerned; 0 at the end of the text.
    package let length: Int
    /// What stands there.
    package let found: String
    /// What should stand there.
    package let expected: String
    /// What to do, where that isn't obvious.
    package let hint: String?

    /// What was expected, what was found and what to do, without the place.
    package var message: String {
        "expected \(expected), found \(found)" + (hint.map { " (\($0))" } ?? "")
    }

    /// The message on one line, with the column (from 1, in Unicode scalars).
    package var description: String {
        kind == .limit ? message : "column \(offset + 1): \(message)"
    }

    /// Two lines: the path, and below it carets under what is concerned.
    package var excerpt: String {
        let marks = String(repeating: " ", count: offset) + String(repeating: "^", count: max(1, length))
        return "\(ScalarText.oneLine(path))\n\(marks)"
    }

    /// Whether all parts are the same, the texts compared by their code points.
    package static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.offset == right.offset && left.length == right.length
            && left.path.isIdentical(to: right.path) && left.message.isIdentical(to: right.message)
    }

    /// Feeds the place and the path.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(offset)
        hasher.combine(length)
        path.hashBytes(into: &hasher)
    }
}
