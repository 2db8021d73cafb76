import Diagnostics
import JSON
import Patterns

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

/// The names of `properties` with their schemas.
struct PropertyTable: Sendable {
    struct Entry: Sendable, Named {
        let name: String
        let node: Int
    }

    let entries: [Entry]
    private var index = NameIndex()

    init(_ entries: [Entry]) {
        self.entries = entries
        index.rebuild(entries)
    }

    /// The place of `name` in the table. Documents mostly follow the order of their schema, so the search begins at
    /// `guess`.
    @inline(__always)
    func position(of name: String, guess: Int) -> Int? {
        if guess < entries.count, entries[guess].name.isIdentical(to: name) { return guess }
        return index.position(of: name, in: entries)
    }
}

/// What applies to arrays.
final class ArrayRules: Sendable {
    let minItems: Int
    let maxItems: Int
    let isUnique: Bool
    let prefix: [Int]
    let items: Int?
    let contains: Int?
    let minContains: Int
    let maxContains: Int
    /// The keywords that hold `prefix` and `items` in this dialect.
    let prefixKeyword: String
    let itemsKeyword: String

    init(
        minItems: Int,
        maxItems: Int,
        isUnique: Bool,
        prefix: [Int],
        items: Int?,
        contains: Int?,
        minContains: Int,
        maxContains: Int,
        prefixKeyword: String,
        itemsKeyword: String
    ) {
        self.minItems = minItems
        self.maxItems = maxItems
        self.isUnique = isUnique
        self.prefix = prefix
        self.items = items
        self.contains = contains
        self.minContains = minContains
        self.maxContains = maxContains
        self.prefixKeyword = prefixKeyword
        self.itemsKeyword = itemsKeyword
    }
}

/// `unevaluatedItems` and `unevaluatedProperties`.
final class UnevaluatedRules: Sendable {
    let items: Int?
    let properties: Int?

    init(items: Int?, properties: Int?) {
        self.items = items
        self.properties = properties
    }
}

/// What applies to strings; lengths are in Unicode scalars.
final class StringRules: Sendable {
    let minLength: Int
    let maxLength: Int
    let pattern: RegularExpression?
    let format: SchemaFormat?

    init(minLength: Int, maxLength: Int, pattern: RegularExpression?, format: SchemaFormat?) {
        self.minLength = minLength
        self.maxLength = maxLength
        self.pattern = pattern
        self.format = format
    }
}

/// What applies to numbers.
final class NumberRules: Sendable {
    let minimum: JSONNumber?
    let maximum: JSONNumber?
    let exclusiveMinimum: JSONNumber?
    let exclusiveMaximum: JSONNumber?
    let multipleOf: JSONNumber?
    let format: SchemaFormat?
    /// Whether `exclusiveMinimum` is a flag beside `minimum`.
    let hasFlags: Bool

    init(
        minimum: JSONNumber?,
        maximum: JSONNumber?,
        exclusiveMinimum: JSONNumber?,
        exclusiveMaximum: JSONNumber?,
        multipleOf: JSONNumber?,
        format: SchemaFormat?,
        hasFlags: Bool
    ) {
        self.minimum = minimum
        self.maximum = maximum
        self.exclusiveMinimum = exclusiveMinimum
        self.exclusiveMaximum = exclusiveMaximum
        self.multipleOf = multipleOf
        self.format = format
        self.hasFlags = hasFlags
    }
}

/// `enum` and `const`.
final class ValueRules: Sendable {
    let allowed: [JSONValue]?
    let constant: JSONValue?
    /// The allowed values again, where there are so many that hashing is quicker.
    let set: Set<JSONValue>?

    init(allowed: [JSONValue]?, constant: JSONValue?) {
        self.allowed = allowed
        self.constant = constant
        set = allowed.flatMap { $0.count > 8 ? Set($0) : nil }
    }

    func allows(_ value: JSONValue) -> Bool {
        set?.contains(value) ?? allowed?.contains(value) ?? true
    }
}

/// What applies to values of all kinds by way of other schemas.
final class LogicRules: Sendable {
    let reference: Int?
    let dynamicReference: DynamicReference?
    let all: [Int]
    let any: [Int]
    let one: [Int]
    let not: Int?
    let condition: Int?
    let then: Int?
    let otherwise: Int?

    /// Where `$dynamicRef` leads unless the dynamic scope says otherwise.
    struct DynamicReference: Sendable {
        let node: Int
        /// The `$dynamicAnchor` to look for; nil when the reference is like any other.
        let anchor: String?
    }

    init(
        reference: Int?,
        dynamicReference: DynamicReference?,
        all: [Int],
        any: [Int],
        one: [Int],
        not: Int?,
        condition: Int?,
        then: Int?,
        otherwise: Int?
    ) {
        self.reference = reference
        self.dynamicReference = dynamicReference
        self.all = all
        self.any = any
        self.one = one
        self.not = not
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }
}
