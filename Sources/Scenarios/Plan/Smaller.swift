import Decoding
package import JSON

/// How a scenario's request is made smaller where the server refuses it with all that it holds.
package enum Smaller: Sendable {
    /// What is merged into the request of its first step.
    case patch(JSONNode)
    /// The same as for the scenario that it needs.
    case asNeeded
}

/// Decodes `smaller`.
struct SmallerDecoder {
    let problems: Problems

    func smaller(_ reader: ObjectReader) -> Smaller? {
        guard let node = reader["smaller"] else { return nil }
        for other in reader.present(["burst", "load", "capacity", "question"]) {
            problems.add(
                "'smaller' can't be given with '\(other.name)'",
                at: node.location,
                help: "it is for a single request, which is sent once more"
            )
        }
        if reader["needs"] == nil, let steps = reader["steps"]?.elements, steps.count > 1 {
            problems.add(
                "'smaller' is for one request where the scenario needs no other, found \(steps.count) steps",
                at: node.location,
                help: "leave it out, or have the first request in a scenario of its own that this one 'needs'"
            )
        }
        if case .bool(true) = node.content {
            if reader["needs"] == nil {
                problems.add(
                    "'smaller' can be true only where the scenario needs another",
                    at: node.location,
                    help: "write a patch of 'request' that leaves out what may be left out"
                )
            }
            return .asNeeded
        }
        guard node.members != nil else {
            problems.add("'smaller' must be true or a patch of 'request', found \(Leaf.found(node))", at: node.location)
            return nil
        }
        _ = ObjectReader(node, "'smaller'", keys: RequestDecoder.keys, problems)
        return .patch(node)
    }

    /// Adds each `"smaller": true` whose needed scenario doesn't say how it is made smaller.
    func check(_ cases: [Case]) {
        let known = cases.reduce(into: Set<String>()) { if case .patch? = $1.smaller { $0.insert($1.scenario) } }
        for plan in cases {
            guard case .asNeeded? = plan.smaller, let need = plan.needs, !known.contains(need.name) else { continue }
            problems.add(
                "'\(need.name)' doesn't say how it is made smaller",
                at: need.location,
                help: "give it \"smaller\": { … }, a patch of its 'request'"
            )
        }
    }
}
