extension JSONSchema {
    /// A part of a value that a schema doesn't accept, with the information of the standard's output formats
    /// (JSON Schema Core, section 12.3).
    public struct Violation: Sendable, Hashable {
        /// The part of the value.
        public let instanceLocation: JSONPointer
        /// The keyword, on the way that validation took: through `$ref` where it took one.
        public let keywordLocation: JSONPointer
        /// The keyword's own place: the URI of its schema with a JSON Pointer as fragment.
        public let absoluteKeywordLocation: String
        /// The keyword that isn't satisfied; for a part whose schema is `false`, the keyword that has the schema.
        public let keyword: String
        /// What should be there.
        public let expected: String
        /// What is there.
        public let found: String
        /// What may have been meant, where that can be guessed.
        public let hint: String?
        /// Where alternatives have failed (`anyOf`, `oneOf`), what was wrong with each.
        public let causes: [Violation]

        /// What was expected, what was found, what may have been meant.
        public var message: String {
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
    public var description: String {
        (instanceLocation.tokens.isEmpty ? "" : "\(instanceLocation): ") + message
    }
}
