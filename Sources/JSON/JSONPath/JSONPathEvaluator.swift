/// Evaluates a query segment by segment (RFC 9535, section 2.1.2), without recursion over the document.
struct JSONPathEvaluator {
    struct LimitReached: Error {}

    /// A node: a value, and the number of its way from the root where ways are kept.
    struct Node {
        let value: JSONValue
        let trail: Int
    }

    let root: JSONValue
    private(set) var trails = JSONPathTrails()
    var stepsLeft: Int
    /// How many filters are being evaluated; inside them nobody asks for the ways from the root.
    private var filterDepth = 0
    /// The regular expression that was last made of a value, since a filter often uses one for all nodes.
    var lastPattern: (text: String, expression: RegularExpression?)?

    init(root: JSONValue, limit: Int) {
        self.root = root
        stepsLeft = limit
    }

    mutating func spend(_ steps: Int) throws(LimitReached) {
        stepsLeft -= steps
        if stepsLeft < 0 { throw LimitReached() }
    }

    /// The nodes that a query selects; `current` is what `@` stands for.
    mutating func select(_ query: JSONPathQuery, from current: JSONValue) throws(LimitReached) -> [Node] {
        var nodes = [Node(value: query.startsAtRoot ? root : current, trail: JSONPathTrails.root)]
        for segment in query.segments {
            var selected: [Node] = []
            for node in nodes {
                switch segment {
                case .children(let selectors): try apply(selectors, to: node, into: &selected)
                case .descendants(let selectors): try descend(selectors, from: node, into: &selected)
                }
            }
            nodes = selected
        }
        return nodes
    }

    /// Applies selectors to a node and all its descendants, each before its own (RFC 9535, section 2.5.2.2).
    private mutating func descend(
        _ selectors: [JSONPathSelector],
        from node: Node,
        into selected: inout [Node]
    ) throws(LimitReached) {
        var open = [node]
        while let node = open.popLast() {
            try spend(1)
            try apply(selectors, to: node, into: &selected)
            let first = open.count
            try appendChildren(of: node, to: &open)
            open[first...].reverse()
        }
    }

    private mutating func apply(
        _ selectors: [JSONPathSelector],
        to node: Node,
        into selected: inout [Node]
    ) throws(LimitReached) {
        for selector in selectors {
            switch selector {
            case .name(let name):
                if case .object(let object) = node.value, let value = object[name] {
                    try append(value, .name(name), of: node, to: &selected)
                }
            case .wildcard: try appendChildren(of: node, to: &selected)
            case .index(let index):
                if case .array(let array) = node.value, let place = Self.place(index, in: array) {
                    try append(array[place], .index(place), of: node, to: &selected)
                }
            case .slice(let slice):
                guard case .array(let array) = node.value else { continue }
                for place in slice.indices(of: array.count) {
                    try append(array[place], .index(place), of: node, to: &selected)
                }
            case .filter(let condition): try filter(condition, node, into: &selected)
            }
        }
    }

    private mutating func append(
        _ value: JSONValue,
        _ step: NormalizedPath.Step,
        of parent: Node,
        to nodes: inout [Node]
    ) throws(LimitReached) {
        try spend(1)
        let trail = filterDepth == 0 ? trails.add(step, to: parent.trail) : JSONPathTrails.root
        nodes.append(Node(value: value, trail: trail))
    }

    private mutating func appendChildren(of node: Node, to nodes: inout [Node]) throws(LimitReached) {
        switch node.value {
        case .array(let array):
            for (index, value) in array.enumerated() { try append(value, .index(index), of: node, to: &nodes) }
        case .object(let object):
            for member in object.members { try append(member.value, .name(member.name), of: node, to: &nodes) }
        case .null, .bool, .number, .string: break
        }
    }

    private mutating func filter(
        _ condition: JSONPathCondition,
        _ node: Node,
        into selected: inout [Node]
    ) throws(LimitReached) {
        switch node.value {
        case .array(let array):
            for (index, value) in array.enumerated() where try accepts(value, condition) {
                try append(value, .index(index), of: node, to: &selected)
            }
        case .object(let object):
            for member in object.members where try accepts(member.value, condition) {
                try append(member.value, .name(member.name), of: node, to: &selected)
            }
        case .null, .bool, .number, .string: break
        }
    }

    private mutating func accepts(_ value: JSONValue, _ condition: JSONPathCondition) throws(LimitReached) -> Bool {
        try spend(1)
        filterDepth += 1
        let holds = try holds(condition, for: value)
        filterDepth -= 1
        return holds
    }

    /// Follows names and indices.
    static func walk(_ steps: [NormalizedPath.Step], from value: JSONValue) -> JSONValue? {
        var value = value
        for step in steps {
            switch (step, value) {
            case (.name(let name), .object(let object)):
                guard let member = object[name] else { return nil }
                value = member
            case (.index(let index), .array(let array)):
                guard let place = place(index, in: array) else { return nil }
                value = array[place]
            case (.name, _), (.index, _): return nil
            }
        }
        return value
    }

    /// Where the element with this index is, which counts from the end when negative.
    private static func place(_ index: Int, in array: [JSONValue]) -> Int? {
        let place = index < 0 ? array.count + index : index
        return array.indices.contains(place) ? place : nil
    }
}
