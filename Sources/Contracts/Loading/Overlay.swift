import Decoding
import Diagnostics
import JSON
import JSONPath

/// Changes of a document that stand beside it (Overlay Specification 1.0.0): what a vendor's contract lacks needn't be
/// written into it.
struct Overlay {
    /// A change of all parts that a path selects.
    private struct Action {
        var target: JSONPath
        var location: SourceLocation
        /// What is merged into objects, and added to arrays.
        var update: JSONNode?
        var removes: Bool
    }

    private let actions: [Action]
    private let problems: Problems

    /// Reads an overlay; `nil`, with the reasons in `problems`, where it is none.
    init?(_ root: JSONNode, _ problems: Problems) {
        self.problems = problems
        // Extensions may stand everywhere.
        let root = root.withoutExtensions
        guard
            let reader = ObjectReader(root, "an overlay", keys: ["overlay", "info", "extends", "actions"], problems),
            let version = reader.required("overlay", "an overlay")
        else { return nil }
        guard let text = Leaf.text(version, "'overlay'", problems) else { return nil }
        guard text.hasPrefix("1.") else {
            problems.add("overlay '\(text)' isn't supported", at: version.location, help: "1.0.x is")
            return nil
        }
        guard let elements = reader.required("actions", "an overlay")?.elements, !elements.isEmpty else {
            problems.add("'actions' must be a list with at least one action", at: reader.opening)
            return nil
        }
        actions = elements.compactMap { Self.action($0, problems) }
        if actions.count != elements.count { return nil }
    }

    private static func action(_ node: JSONNode, _ problems: Problems) -> Action? {
        let keys = ["target", "description", "update", "remove"]
        guard let reader = ObjectReader(node.withoutExtensions, "an action", keys: keys, problems),
            let target = reader.required("target", "an action"), let text = Leaf.text(target, "'target'", problems)
        else { return nil }
        let removes = reader.flag("remove") ?? false
        if reader["update"] == nil, !removes {
            problems.add("the action changes nothing", at: reader.opening, help: "give 'update' or \"remove\": true")
            return nil
        }
        do throws(JSONPathError) {
            return Action(
                target: try JSONPath(text),
                location: target.location,
                update: reader["update"],
                removes: removes
            )
        } catch {
            problems.add("'target' isn't a JSONPath: \(error)", at: target.location)
            return nil
        }
    }

    /// The document with all changes, one after the other. What selects nothing is told: it may be meant for another
    /// version.
    func applied(to document: JSONNode) -> JSONNode {
        var document = document
        for action in actions {
            let nodes: [JSONPointer]
            do throws(JSONPathError) {
                nodes = try action.target.evaluate(in: document.value).map(\.path.pointer)
            } catch {
                problems.add("'target' can't be evaluated: \(error)", at: action.location)
                continue
            }
            if nodes.isEmpty { problems.warn("the action's target selects nothing", at: action.location) }
            // The last first, so that the places of the others stay.
            for pointer in nodes.reversed() {
                let tokens = pointer.tokens[...]
                if action.removes {
                    document = document.replacing(tokens) { _ in nil } ?? document
                } else if let update = action.update {
                    document = document.replacing(tokens) { merged($0, update, at: action.location) } ?? document
                }
            }
        }
        return document
    }

    private func merged(_ target: JSONNode, _ update: JSONNode, at location: SourceLocation) -> JSONNode {
        switch target.content {
        case .object:
            if case .object = update.content { return target.merging(update) }
            problems.add("an object is updated by an object, found \(update.described)", at: update.location)
        case .array(let elements):
            var node = target
            node.content = .array(elements + [update])
            return node
        case .null, .bool, .number, .string, .pending:
            problems.add("'target' must select objects or arrays, found \(target.described)", at: location)
        }
        return target
    }
}

extension JSONNode {
    /// The node with what `change` makes of the part that `tokens` lead to, which is taken away where it makes nothing;
    /// `nil` where that is the whole.
    func replacing(_ tokens: ArraySlice<String>, _ change: (JSONNode) -> JSONNode?) -> JSONNode? {
        guard let token = tokens.first else { return change(self) }
        var node = self
        switch content {
        case .object(let members):
            node.content = .object(
                members.compactMap { member in
                    guard member.name == token else { return member }
                    guard let value = member.value.replacing(tokens.dropFirst(), change) else { return nil }
                    return Member(name: member.name, nameLocation: member.nameLocation, value: value)
                }
            )
        case .array(let elements):
            node.content = .array(
                elements.enumerated().compactMap { index, element in
                    String(index) == token ? element.replacing(tokens.dropFirst(), change) : element
                }
            )
        case .null, .bool, .number, .string, .pending: break
        }
        return node
    }

    /// The object without the members that begin with `x-`.
    fileprivate var withoutExtensions: JSONNode {
        guard case .object(let members) = content else { return self }
        return JSONNode(content: .object(members.filter { !$0.name.hasPrefix("x-") }), location: location)
    }

    /// The object with the members of another one in it: objects are merged, lists joined, and other values replaced.
    fileprivate func merging(_ update: JSONNode) -> JSONNode {
        switch (content, update.content) {
        case (.object(var members), .object(let others)):
            for other in others {
                if let index = members.firstIndex(where: { $0.name == other.name }) {
                    members[index].value = members[index].value.merging(other.value)
                } else {
                    members.append(other)
                }
            }
            var node = self
            node.content = .object(members)
            return node
        case (.array(let elements), .array(let others)):
            var node = self
            node.content = .array(elements + others)
            return node
        case (.object, _), (.array, _), (.null, _), (.bool, _), (.number, _), (.string, _), (.pending, _): return update
        }
    }

    /// The node with what `change` makes of each `$ref` in it.
    func mappingReferences(_ change: (String) -> String?) -> JSONNode {
        var node = self
        switch content {
        case .object(let members):
            node.content = .object(
                members.map { member in
                    var member = member
                    if member.name == "$ref", case .string(let text) = member.value.content {
                        if let changed = change(text) { member.value.content = .string(changed) }
                    } else {
                        member.value = member.value.mappingReferences(change)
                    }
                    return member
                }
            )
        case .array(let elements): node.content = .array(elements.map { $0.mappingReferences(change) })
        case .null, .bool, .number, .string, .pending: break
        }
        return node
    }
}
