import Diagnostics

/// The paths of a contract's operations below each of their servers, as a tree of their segments: a request is compared
/// with few of them.
package struct RouteTable: Sendable {
    /// A path of an operation below one base.
    struct Route: Sendable {
        /// The place of the operation in the contract.
        let operation: Int
        let method: String
        /// The segments with names, and their places.
        let open: [(Int, [PathTemplate.Part])]
        /// What a request must have in its query.
        let query: [QueryPair]
        /// The lower, the more concrete.
        let rank: [Int]
    }

    /// What the segments up to here lead to.
    private struct Node {
        /// The nodes behind a segment without names.
        var literals: [PathSegment: Int] = [:]
        /// The node behind a segment with a name.
        var open: Int?
        /// The routes that end here.
        var routes: [Int] = []
    }

    /// In the order of the operations.
    private var routes: [Route] = []
    /// The first one is the root.
    private var nodes = [Node()]

    package init(_ operations: [Operation]) {
        for (index, operation) in operations.enumerated() {
            let bases = operation.servers.map(\.basePath.segments) + [[]]
            let hasBare = operation.servers.contains { $0.basePath.segments.isEmpty }
            let query = operation.template.query.map { QueryPair.all(in: $0[...]) } ?? []
            for (position, base) in bases.enumerated() {
                // A server's path is closer than none at all.
                let isBare = position == bases.count - 1 && !hasBare
                let rank = [isBare ? 1 : 0] + operation.template.segments.map(Self.rank) + [-query.count]
                add(base + operation.template.segments) { open in
                    Route(operation: index, method: operation.method, open: open, query: query, rank: rank)
                }
            }
        }
    }

    private mutating func add(_ segments: [[PathTemplate.Part]], _ route: ([(Int, [PathTemplate.Part])]) -> Route) {
        var node = 0
        var open: [(Int, [PathTemplate.Part])] = []
        for (place, parts) in segments.enumerated() {
            if parts.count == 1, case .literal(let text) = parts[0] {
                let segment = PathSegment(text)
                let next = nodes[node].literals[segment] ?? newNode()
                nodes[node].literals[segment] = next
                node = next
            } else {
                open.append((place, parts))
                let next = nodes[node].open ?? newNode()
                nodes[node].open = next
                node = next
            }
        }
        nodes[node].routes.append(routes.count)
        routes.append(route(open))
    }

    private mutating func newNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    /// The routes of so many segments whose segments without names are those of the path, in the order of the
    /// operations.
    func candidates(_ path: [String]) -> [Route] {
        var found: [Int] = []
        var waiting = [(node: 0, depth: 0)]
        let path = path.map(PathSegment.init)
        while let (node, depth) = waiting.popLast() {
            if depth == path.count {
                found += nodes[node].routes
                continue
            }
            if let next = nodes[node].literals[path[depth]] { waiting.append((next, depth + 1)) }
            if let next = nodes[node].open { waiting.append((next, depth + 1)) }
        }
        return found.sorted().map { routes[$0] }
    }

    private static func rank(_ segment: [PathTemplate.Part]) -> Int {
        let literals = segment.count { if case .literal = $0 { true } else { false } }
        return literals == segment.count ? 0 : literals > 0 ? 1 : 2
    }
}

/// A segment of a path, the same as another when it is the same text once percent-encoding is undone.
struct PathSegment: Sendable, Hashable {
    /// The text without percent-encoding; as it stands where that can't be undone.
    private let text: String
    private let isDecoded: Bool

    init(_ segment: String) {
        let decoded = segment.utf8.contains(UInt8(ascii: "%")) ? PercentText.decode(segment) : segment
        text = decoded ?? segment
        isDecoded = decoded != nil
    }

    static func == (left: Self, right: Self) -> Bool {
        left.isDecoded == right.isDecoded && left.text.isIdentical(to: right.text)
    }

    func hash(into hasher: inout Hasher) {
        text.hashBytes(into: &hasher)
    }
}
