package import JSON

extension JSONSchema {
    /// A part of a value that a schema doesn't accept, with the information of the standard's output formats
    /// (JSON Schema Core, section 12.3).
    package struct Violation: Sendable, Hashable {
        /// The part of the value.
        package let instanceLocation: JSONPointer
        /// The keyword, on the way that validation took: through `$ref` where it took one.
        package let keywordLocation: JSONPointer
        /// The keyword's own place: the URI of its schema with a JSON Pointer as fragment.
        package let absoluteKeywordLocation: String
        /// The keyword that isn't satisfied; for a part whose schema is `false`, the keyword that has the schema.
        package let keyword: String
        /// What should be there.
        package let expected: String
        /// What is there.
        package let found: String
        /// What may have been meant, where that can be guessed.
        package let hint: String?
        /// Where alternatives have failed (`anyOf`, `oneOf`), what was wrong with each.
        package let causes: [Violation]

        /// What was expected, what was found, what may have been meant.
        package var message: String {
            "expected \(expected), found \(found)" + (hint.map { " (\($0))" } ?? "")
        }
    }
}

extension JSONSchema.Violation {
    /// Says that there is no verdict on the value, and why.
    package init(undecided why: String) {
        self.init(
            instanceLocation: JSONPointer(),
            keywordLocation: JSONPointer(),
            absoluteKeywordLocation: "",
            keyword: "",
            expected: "a schema that can judge the value",
            found: why,
            hint: nil,
            causes: []
        )
    }
}

extension JSONSchema.Violation: CustomStringConvertible {
    /// The place and the message on one line.
    package var description: String {
        (instanceLocation.tokens.isEmpty ? "" : "\(instanceLocation): ") + message
    }
}

/// Why a document isn't a schema that can be applied.
package struct JSONSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The URI of the schema resource; empty where it has none.
    package let uri: String
    /// The place in that resource.
    package let pointer: JSONPointer
    /// What is wrong.
    package let message: String
    /// What to do, where that can be guessed.
    package let hint: String?

    /// Place, message and hint on one line.
    package var description: String {
        let place = uri.isEmpty ? (pointer.tokens.isEmpty ? "the schema" : "\(pointer)") : "\(uri)#\(pointer)"
        return "\(place): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}

/// What came of a keyword or a schema: an output unit of the standard (JSON Schema Core, section 12.3).
struct SchemaUnit {
    /// The schema, or the one that has the keyword.
    let node: Int
    /// The keyword, or the one that has the schema.
    var keyword = ""
    /// Whether this is about a keyword and not about a whole schema.
    var isKeyword = false
    var keywordLocation = JSONPointer()
    var instanceLocation = JSONPointer()
    var isValid = true
    var complaint: SchemaViolation?
    var annotation: JSONValue?
    var children: [SchemaUnit] = []

    /// Whether the unit is more than the way to another.
    var saysSomething: Bool { complaint != nil || annotation != nil || children.count > 1 }

    /// Adds a part, or what is left of it: one that says nothing is left out, and one that only holds another gives way
    /// to that (section 12.4.3).
    mutating func add(_ child: SchemaUnit) {
        if child.saysSomething {
            children.append(child)
        } else if let only = child.children.first {
            children.append(only)
        }
    }

    /// The unit's own place: the URI of its schema with a JSON Pointer as fragment.
    private func absoluteLocation(in graph: SchemaGraph) -> String {
        graph.origins[node].location(of: isKeyword ? [keyword] : [])
    }
}

extension SchemaUnit {
    /// The unit as the standard writes it (JSON Schema Core, section 12.4.3).
    func detailed(in graph: SchemaGraph) -> JSONValue {
        var members: JSONObject = [
            "valid": .bool(isValid),
            "keywordLocation": .string(keywordLocation.description),
            "absoluteKeywordLocation": .string(absoluteLocation(in: graph)),
            "instanceLocation": .string(instanceLocation.description),
        ]
        if !children.isEmpty {
            members[isValid ? "annotations" : "errors"] = .array(children.map { $0.detailed(in: graph) })
        } else if let complaint {
            members["error"] = .string(complaint.message)
        }
        if let annotation { members["annotation"] = annotation }
        return .object(members)
    }
}

extension SchemaUnit {
    /// Everything that isn't as it should be.
    func violations(in graph: SchemaGraph) -> [JSONSchema.Violation] {
        if isValid { return [] }
        let parts = children.flatMap { $0.violations(in: graph) }
        guard let complaint else { return parts }
        return [
            JSONSchema.Violation(
                instanceLocation: instanceLocation,
                keywordLocation: keywordLocation,
                absoluteKeywordLocation: absoluteLocation(in: graph),
                keyword: keyword,
                expected: complaint.expected,
                found: complaint.found,
                hint: complaint.hint,
                causes: parts
            )
        ]
    }
}
