import JSON
import Scenarios

/// Tells what is known when the file is read from what depends on a request, and checks the names in the latter.
struct TemplateDecoder {
    let problems: Problems
    let scope: Scope
    let names: RequestNames

    /// What is known of `node` before there is a request: itself with everything replaced when nothing in it depends on
    /// one.
    struct Resolved {
        let node: JSONNode
        /// Whether it has to be filled for each request.
        let isTemplate: Bool
        /// With a placeholder for what isn't known yet, for a check by the decoder.
        let preview: JSONNode
        /// Whether a `${state:...}` is in it.
        let readsState: Bool
    }

    func resolve(_ node: JSONNode) -> Resolved {
        var use = ReferenceUse()
        names.check(node, problems, &use)
        var preview = scope
        preview.absentIsNull = true
        // Not known yet, but known by name, so that a slip is told the right one.
        preview.deferred = Set(RequestNames.roots)
        preview.external = { name, _ in RequestNames.roots.contains(name) ? .deferred : .unknown }
        let resolved = preview.resolve(node, problems)
        return Resolved(
            node: use.varies ? node : resolved,
            isTemplate: use.varies,
            preview: resolved,
            readsState: use.readsState
        )
    }

    /// Whether anything in `node` depends on the request; what is wrong with it is said elsewhere.
    func varies(_ node: JSONNode) -> Bool {
        var use = ReferenceUse()
        names.check(node, Problems(), &use)
        return use.varies
    }

    /// `node` with everything replaced, for what must be known when the file is read.
    func fixed(_ node: JSONNode) -> JSONNode {
        var plain = scope
        return plain.resolve(node, problems)
    }

    func text(_ node: JSONNode, _ what: String) -> TextTemplate {
        let resolved = resolve(node)
        if resolved.isTemplate {
            _ = Leaf.text(node, what, problems)
            return .template(node)
        }
        return .literal(Leaf.text(resolved.node, what, problems) ?? "")
    }

    /// The name of a member, which may be a template.
    func name(_ member: JSONNode.Member) -> TextTemplate {
        text(JSONNode(content: .string(member.name), location: member.nameLocation), "a key")
    }
}
