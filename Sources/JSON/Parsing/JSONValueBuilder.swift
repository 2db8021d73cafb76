/// Builds values without places.
struct JSONValueBuilder: JSONTreeBuilder {
    let duplicateNames: JSONParser.Options.DuplicateNames

    @inline(__always)
    func value(_ content: JSONScalar, _ range: Range<Int>) -> JSONValue {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        }
    }

    @inline(__always)
    func array(_ elements: [JSONValue], _ range: Range<Int>) -> JSONValue { .array(elements) }

    @inline(__always)
    func object(_ members: JSONObject, _ range: Range<Int>) -> JSONValue { .object(members) }

    @inline(__always)
    func noMembers() -> JSONObject { JSONObject() }

    @inline(__always)
    func add(_ name: String, _ nameRange: Range<Int>, _ value: JSONValue, to members: inout JSONObject) -> Int? {
        guard members.appendUnlessPresent(name, value) != nil else { return nil }
        switch duplicateNames {
        case .refuse: return -1
        case .keepLast: members[name] = value
        case .keepFirst: break
        }
        return nil
    }
}
