import Diagnostics

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

/// Builds values with places.
struct JSONNodeBuilder: JSONTreeBuilder {
    struct Members {
        var list: [JSONNode.Member] = []
        var index = NameIndex()
    }

    let file: SourceFile
    let duplicateNames: JSONParser.Options.DuplicateNames

    func value(_ content: JSONScalar, _ range: Range<Int>) -> JSONNode {
        switch content {
        case .null: node(.null, range)
        case .bool(let value): node(.bool(value), range)
        case .number(let value): node(.number(value), range)
        case .string(let value): node(.string(value), range)
        }
    }

    func array(_ elements: [JSONNode], _ range: Range<Int>) -> JSONNode { node(.array(elements), range) }

    func object(_ members: Members, _ range: Range<Int>) -> JSONNode { node(.object(members.list), range) }

    func noMembers() -> Members { Members() }

    func add(_ name: String, _ nameRange: Range<Int>, _ value: JSONNode, to members: inout Members) -> Int? {
        let place = SourceLocation(file: file, range: nameRange)
        let member = JSONNode.Member(name: name, nameLocation: place, value: value)
        guard let position = members.index.position(of: name, in: members.list) else {
            members.list.append(member)
            members.index.added(to: members.list)
            return nil
        }
        switch duplicateNames {
        case .refuse: return members.list[position].nameLocation.range.lowerBound
        case .keepLast: members.list[position] = member
        case .keepFirst: break
        }
        return nil
    }

    private func node(_ content: JSONNode.Content, _ range: Range<Int>) -> JSONNode {
        JSONNode(content: content, location: SourceLocation(file: file, range: range))
    }
}
