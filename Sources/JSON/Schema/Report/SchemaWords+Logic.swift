extension SchemaWords {
    static func noAlternative(_ count: Int, _ value: JSONValue) -> SchemaComplaint {
        SchemaComplaint(
            expected: count == 1 ? "what the alternative describes" : "one of \(count) alternatives",
            found: describe(value)
        )
    }

    static func twoAlternatives(_ first: Int, _ second: Int) -> SchemaComplaint {
        SchemaComplaint(
            expected: "exactly one of the alternatives",
            found: "a value that fits alternatives \(first) and \(second), counted from 0"
        )
    }

    static func excluded(_ value: JSONValue) -> SchemaComplaint {
        SchemaComplaint(expected: "a value other than 'not' describes", found: describe(value))
    }
}
