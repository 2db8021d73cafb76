import JSON

/// JSON Merge Patch (RFC 7396) for `expect` objects, but that values to compare with and schemas are taken whole: a null in
/// them is a null, and nothing of an inherited one shines through.
enum ExpectationMerge {
    static func apply(_ patch: JSONNode, to expectation: JSONNode?) -> JSONNode {
        guard case .object(let changes) = patch.content else { return patch }
        var members = expectation?.members ?? []
        for change in changes {
            let position = members.firstIndex { $0.name.utf8.elementsEqual(change.name.utf8) }
            guard let value = merged(change, onto: position.map { members[$0].value }) else {
                if let position { members.remove(at: position) }
                continue
            }
            let member = JSONNode.Member(name: change.name, nameLocation: change.nameLocation, value: value)
            if let position { members[position] = member } else { members.append(member) }
        }
        return JSONNode(content: .object(members), location: patch.location)
    }

    private static func merged(_ change: JSONNode.Member, onto old: JSONNode?) -> JSONNode? {
        switch (change.name, change.value.kind) {
        case ("equals", _): change.value
        case (_, .null): nil
        case ("schema", _): change.value
        default: apply(change.value, to: old)
        }
    }
}
