import JSON

/// Finds schemas that apply to a value only by applying to it again (JSON Schema Core, section 9.4.1).
enum SchemaLoops {
    private enum Mark {
        case unseen, open, done
    }

    /// Throws when a schema leads back to itself without a step into the value. What `$dynamicRef` leads to is known
    /// only while validating, where a limit ends such a loop.
    static func check(_ graph: SchemaGraph) throws(JSONSchemaError) {
        var marks = Array(repeating: Mark.unseen, count: graph.nodes.count)
        for start in graph.nodes.indices where marks[start] == .unseen {
            var stack = [(node: start, rest: successors(of: start, graph))]
            marks[start] = .open
            while let top = stack.last {
                guard let next = top.rest.first else {
                    marks[top.node] = .done
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].rest.removeFirst()
                switch marks[next] {
                case .done: break
                case .open:
                    let origin = graph.origins[next]
                    throw JSONSchemaError(
                        uri: origin.uri,
                        pointer: origin.pointer,
                        message: "the schema refers to itself without end",
                        hint: "a reference back must lie below a keyword such as 'properties' or 'items'"
                    )
                case .unseen:
                    marks[next] = .open
                    stack.append((next, successors(of: next, graph)))
                }
            }
        }
    }

    private static func successors(of index: Int, _ graph: SchemaGraph) -> ArraySlice<Int> {
        let node = graph.nodes[index]
        let dependent = node.objects?.dependencies.compactMap(\.node) ?? []
        return ((node.logic?.inPlace ?? []) + dependent)[...]
    }
}
