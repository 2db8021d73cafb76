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
