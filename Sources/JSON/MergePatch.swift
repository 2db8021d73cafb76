import Diagnostics

/// JSON Merge Patch (RFC 7396).
public enum MergePatch {
    /// The result of applying `patch` to `target` (section 2); no target is the same as one that isn't an object.
    public static func apply(_ patch: JSONValue, to target: JSONValue?) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = target?.object ?? JSONObject()
        for change in changes {
            if case .null = change.value {
                result[change.name] = nil
            } else {
                result[change.name] = apply(change.value, to: result[change.name])
            }
        }
        return .object(result)
    }

    /// The same for nodes. Each part of the result keeps the place that it came from; an object that both have a hand
    /// in is placed where the patch is.
    public static func apply(_ patch: JSONNode, to target: JSONNode?) -> JSONNode {
        guard case .object(let changes) = patch.content else { return patch }
        var members: [JSONNode.Member] = []
        if case .object(let old)? = target?.content { members = old }
        for change in changes {
            let position = members.firstIndex { $0.name.isIdentical(to: change.name) }
            if case .null = change.value.content {
                if let position { members.remove(at: position) }
                continue
            }
            var member = change
            member.value = apply(change.value, to: position.map { members[$0].value })
            if let position { members[position] = member } else { members.append(member) }
        }
        return JSONNode(content: .object(members), location: patch.location)
    }
}
