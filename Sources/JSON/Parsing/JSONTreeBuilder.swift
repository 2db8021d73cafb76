/// Makes the result of a parse: one grammar, trees with and without places.
protocol JSONTreeBuilder {
    associatedtype Value
    associatedtype Members

    /// What a member of an object whose name is there already means.
    var duplicateNames: JSONParser.Options.DuplicateNames { get }

    func value(_ content: JSONScalar, _ range: Range<Int>) -> Value
    func array(_ elements: [Value], _ range: Range<Int>) -> Value
    func object(_ members: Members, _ range: Range<Int>) -> Value
    func noMembers() -> Members
    /// Adds a member, or returns where the name stands already (-1 where that isn't known).
    func add(_ name: String, _ nameRange: Range<Int>, _ value: Value, to members: inout Members) -> Int?
}

/// A value without parts.
enum JSONScalar {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
}
