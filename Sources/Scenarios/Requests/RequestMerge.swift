import JSON
import HTTP

/// JSON Merge Patch (RFC 7396) for `request` objects, with what a reader expects of HTTP on top: header names match without
/// regard to case, and one kind of body or of credentials takes the place of another.
enum RequestMerge {
    static func apply(_ patch: JSONNode, to request: JSONNode?) -> JSONNode {
        guard case .object(let changes) = patch.content else { return patch }
        var members = request?.members ?? []
        // Only what is inherited gives way: two kinds in one patch are a mistake, which the decoder reports.
        for change in changes { drop(rivalsOf: change.name, from: &members) }
        for change in changes where change.name != "//" {
            let index = members.firstIndex { $0.name == change.name }
            let old = index.map { members[$0].value }
            let new = merged(change, old)
            if let index { members.remove(at: index) }
            if let new {
                let member = JSONNode.Member(name: change.name, nameLocation: change.nameLocation, value: new)
                members.insert(member, at: index ?? members.count)
            }
        }
        return JSONNode(content: .object(members), location: patch.location)
    }

    private static func drop(rivalsOf name: String, from members: inout [JSONNode.Member]) {
        let groups = [RequestDecoder.bodyKeys, ["path", "url"]]
        for group in groups where group.contains(name) {
            members.removeAll { $0.name != name && group.contains($0.name) }
        }
    }

    private static func merged(_ change: JSONNode.Member, _ old: JSONNode?) -> JSONNode? {
        if change.value.kind == .null { return nil }
        switch change.name {
        case "headers": return headers(change.value, old)
        case "auth":
            // `{ "bearer": … }` after `{ "hmac": … }` is another kind, not more of the same.
            let isSameKind = change.value.members?.contains { old?[$0.name] != nil } ?? false
            return isSameKind ? MergePatch.apply(change.value, to: old) : change.value
        default: return MergePatch.apply(change.value, to: old)
        }
    }

    /// A null stays, for it says more than nothing: a field that must not be sent, not even by default.
    private static func headers(_ patch: JSONNode, _ old: JSONNode?) -> JSONNode {
        guard case .object(let changes) = patch.content else { return patch }
        var members = old?.members ?? []
        for change in changes where change.name != "//" {
            if let index = members.firstIndex(where: { HeaderFields.sameName($0.name, change.name) }) {
                members[index] = change
            } else {
                members.append(change)
            }
        }
        return JSONNode(content: .object(members), location: patch.location)
    }
}
