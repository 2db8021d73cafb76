import Diagnostics
import JSON
import Patterns

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

extension JSONPathEvaluator {
    /// Whether a condition holds when `@` is `current`.
    mutating func holds(_ condition: JSONPathCondition, for current: JSONValue) throws(LimitReached) -> Bool {
        switch condition {
        case .any(let alternatives):
            for alternative in alternatives where try holds(alternative, for: current) { return true }
            return false
        case .all(let terms):
            for term in terms where try !holds(term, for: current) { return false }
            return true
        case .not(let negated): return try !holds(negated, for: current)
        case .exists(let query):
            if let steps = query.singularSteps {
                try spend(steps.count)
                return Self.walk(steps, from: query.startsAtRoot ? root : current) != nil
            }
            return try !select(query, from: current).isEmpty
        case .compare(let left, let comparison, let right):
            let (left, right) = (try value(of: left, for: current), try value(of: right, for: current))
            return try compare(left, comparison, right)
        case .matches(let subject, let pattern, let isWhole):
            guard case .string(let text)? = try value(of: subject, for: current) else { return false }
            return try matches(text, pattern, isWhole: isWhole, for: current)
        }
    }

    /// The value of an operand; nil is Nothing (RFC 9535, section 2.4.1).
    private mutating func value(
        of operand: JSONPathOperand,
        for current: JSONValue
    ) throws(LimitReached) -> JSONValue? {
        switch operand {
        case .literal(let value): return value
        case .singular(let steps, let startsAtRoot):
            try spend(steps.count)
            return Self.walk(steps, from: startsAtRoot ? root : current)
        case .length(let argument): return try length(of: try value(of: argument, for: current))
        case .count(let query): return .number(JSONNumber(try select(query, from: current).count))
        case .value(let query):
            let nodes = try select(query, from: current)
            return nodes.count == 1 ? nodes[0].value : nil
        }
    }

    /// `length` (RFC 9535, section 2.4.4): of a string its Unicode scalars.
    private mutating func length(of value: JSONValue?) throws(LimitReached) -> JSONValue? {
        switch value {
        case .string(let text):
            try spend(text.utf8.count / 16)
            return .number(JSONNumber(text.unicodeScalars.count))
        case .array(let array): return .number(JSONNumber(array.count))
        case .object(let object): return .number(JSONNumber(object.count))
        case .null, .bool, .number, nil: return nil
        }
    }

    private mutating func matches(
        _ text: String,
        _ pattern: JSONPathPattern,
        isWhole: Bool,
        for current: JSONValue
    ) throws(LimitReached) -> Bool {
        let mode: RegularExpression.Mode = isWhole ? .whole : .search
        try spend(text.utf8.count / 16)
        do {
            switch pattern {
            case .never: return false
            case .compiled(let expression): return try expression.decide(text, mode, steps: &stepsLeft)
            case .dynamic(let operand):
                guard case .string(let source)? = try value(of: operand, for: current) else { return false }
                // An automaton is not worth building for an expression that may be used but once.
                return try expression(for: source)?
                    .decide(text, mode, usesAutomaton: false, steps: &stepsLeft) ?? false
            }
        } catch {
            throw LimitReached()
        }
    }

    private mutating func expression(for source: String) throws(LimitReached) -> RegularExpression? {
        if let lastPattern, lastPattern.text.isIdentical(to: source) { return lastPattern.expression }
        try spend(source.utf8.count)
        let expression: RegularExpression?
        do {
            expression = try RegularExpression(iRegexp: source)
        } catch {
            // What is no I-Regexp matches nothing (RFC 9535, section 2.4.6); what there is no room for might.
            guard error.kind == .syntax else { throw LimitReached() }
            expression = nil
        }
        try spend(expression?.instructionCount ?? 0)
        lastPattern = (source, expression)
        return expression
    }
}

extension JSONPathEvaluator {
    /// Compares two values, of which either may be Nothing (RFC 9535, section 2.3.5.2.2).
    mutating func compare(
        _ left: JSONValue?,
        _ comparison: JSONPathComparison,
        _ right: JSONValue?
    ) throws(LimitReached) -> Bool {
        switch comparison {
        case .equal: try isEqual(left, right)
        case .notEqual: try !isEqual(left, right)
        case .less: Self.isLess(left, right)
        case .greater: Self.isLess(right, left)
        case .lessOrEqual: Self.isLess(left, right) ? true : try isEqual(left, right)
        case .greaterOrEqual: Self.isLess(right, left) ? true : try isEqual(left, right)
        }
    }

    /// Only numbers and strings have an order, strings that of their Unicode scalars, which is that of their UTF-8.
    private static func isLess(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _), (nil, _): false
        }
    }

    private mutating func isEqual(_ left: JSONValue?, _ right: JSONValue?) throws(LimitReached) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return try isEqual(left, right)
    }

    /// Equality without recursion, since documents may be deep, and at a price, since they may be large.
    private mutating func isEqual(_ left: JSONValue, _ right: JSONValue) throws(LimitReached) -> Bool {
        var open = [(left, right)]
        while let pair = open.popLast() {
            try spend(1)
            switch pair {
            case (.null, .null): continue
            case (.bool(let left), .bool(let right)): if left != right { return false }
            case (.number(let left), .number(let right)): if left != right { return false }
            case (.string(let left), .string(let right)):
                guard left.utf8.count == right.utf8.count else { return false }
                try spend(left.utf8.count / 64)
                if !left.isIdentical(to: right) { return false }
            case (.array(let left), .array(let right)):
                guard left.count == right.count else { return false }
                open += zip(left, right)
            case (.object(let left), .object(let right)):
                guard left.count == right.count else { return false }
                for member in left.members {
                    guard let other = right[member.name] else { return false }
                    open.append((member.value, other))
                }
            case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return false
            }
        }
        return true
    }
}
