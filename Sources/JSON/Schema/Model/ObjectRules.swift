/// What applies to objects.
final class ObjectRules: Sendable {
    /// A pattern of `patternProperties` and the schema of the values whose names match.
    struct Pattern: Sendable {
        let expression: RegularExpression
        let node: Int
    }

    /// A name that, where it is there, asks for other names or for a schema to accept the whole object.
    struct Dependency: Sendable {
        let name: String
        let required: [String]
        let node: Int?
        let keyword: String
    }

    let minProperties: Int
    let maxProperties: Int
    let required: [String]
    /// Those of the required names that are among the first 64 of `properties`, a bit for each.
    let requiredBits: UInt64
    /// The other required names.
    let otherRequired: [String]
    let properties: PropertyTable
    let patterns: [Pattern]
    let additional: Int?
    let names: Int?
    let dependencies: [Dependency]

    init(
        minProperties: Int,
        maxProperties: Int,
        required: [String],
        properties: PropertyTable,
        patterns: [Pattern],
        additional: Int?,
        names: Int?,
        dependencies: [Dependency]
    ) {
        self.minProperties = minProperties
        self.maxProperties = maxProperties
        self.required = required
        var (bits, others): (UInt64, [String]) = (0, [])
        for name in required {
            if let place = properties.position(of: name, guess: 0), place < 64 {
                bits |= 1 << UInt64(place)
            } else {
                others.append(name)
            }
        }
        (requiredBits, otherRequired) = (bits, others)
        self.properties = properties
        self.patterns = patterns
        self.additional = additional
        self.names = names
        self.dependencies = dependencies
    }

    /// Whether any rule looks at the members one by one.
    var readsMembers: Bool { !properties.entries.isEmpty || !patterns.isEmpty || additional != nil || names != nil }
}
