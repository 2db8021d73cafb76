extension SchemaWords {
    static func size(_ word: String, _ bound: Int, _ size: Int, _ one: String, _ many: String? = nil) -> SchemaComplaint
    {
        SchemaComplaint(expected: "\(word) \(count(bound, one, many))", found: size == 0 ? "none" : String(size))
    }

    static func repetition(_ first: Int, _ second: Int, _ element: JSONValue) -> SchemaComplaint {
        SchemaComplaint(
            expected: "items that are all different",
            found: "\(describe(element)) at index \(first) and again at index \(second)"
        )
    }

    static func contains(_ word: String, _ bound: Int, _ matching: Int) -> SchemaComplaint {
        SchemaComplaint(
            expected: "\(word) \(count(bound, "item")) as 'contains' describes",
            found: matching == 0 ? "none" : String(matching)
        )
    }

    /// A name that must be there: one that is there instead may be a slip of the pen.
    static func missing(_ name: String, _ object: JSONObject, known: PropertyTable) -> SchemaComplaint {
        let strangers = object.names.filter { known.position(of: $0, guess: 0) == nil }
        let near = NearestWord.suggest(name, among: strangers)
        return SchemaComplaint(
            expected: "a property \(quoted(name))",
            found: "none",
            hint: near.map { "is \(quoted($0)) meant to be it?" }
        )
    }

    static func missing(_ name: String, beside other: String) -> SchemaComplaint {
        SchemaComplaint(expected: "a property \(quoted(name)) beside \(quoted(other))", found: "none")
    }
}
