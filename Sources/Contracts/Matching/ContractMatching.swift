public import HTTP

extension Contract {
    /// The operation that a request of this method and target (an absolute URL, or a path with its query) is for.
    ///
    /// Paths are sought below the paths of the operation's servers, and at last below `/`, where a service under test may
    /// be mounted; hosts aren't compared. Of several paths that match, the most concrete one counts: segments without
    /// names come before those with some (OpenAPI 3.1.0, Paths Object).
    public func lookUp(_ method: String, _ target: String) -> OperationLookup {
        let target = RequestTarget(target)
        var best: (rank: [Int], match: RequestMatch)?
        var methods: [String] = []
        // An operation counts by the first of its bases that fits.
        var last: Int?
        for route in routes.candidates(target.segments) where route.operation != last {
            guard let values = Self.values(route, target) else { continue }
            last = route.operation
            if route.method != method {
                if !methods.contains(route.method) { methods.append(route.method) }
                continue
            }
            if let known = best, !route.rank.lexicographicallyPrecedes(known.rank) { continue }
            best = (route.rank, RequestMatch(operation: operations[route.operation], pathValues: values))
        }
        if let best { return .found(best.match) }
        return methods.isEmpty ? .unknownPath : .otherMethods(methods)
    }

    /// The operation that `request` is for.
    public func lookUp(_ request: HTTPRequest) -> OperationLookup {
        lookUp(request.method, request.url)
    }

    /// The values of a path's parameters; nil where the target isn't for this route.
    private static func values(_ route: RouteTable.Route, _ target: RequestTarget) -> [String: String]? {
        // Most routes fail at a literal segment, which is compared soonest.
        for (index, literal) in route.literals {
            guard isSame(literal, target.segments[index][...]) else { return nil }
        }
        for pair in route.query where !target.query.contains(where: { $0.name == pair.name && $0.raw == pair.raw }) {
            return nil
        }
        return values(route.segments, target.segments[...])
    }

    private static func values(_ template: [[PathTemplate.Part]], _ path: ArraySlice<String>) -> [String: String]? {
        guard template.count == path.count else { return nil }
        var values: [String: String] = [:]
        for (parts, text) in zip(template, path) {
            guard match(parts[...], text[...], &values) else { return nil }
        }
        return values
    }

    /// Whether a segment has this form; a name stands for one character or more.
    private static func match(
        _ parts: ArraySlice<PathTemplate.Part>,
        _ text: Substring,
        _ values: inout [String: String]
    ) -> Bool {
        guard let part = parts.first else { return text.isEmpty }
        let rest = parts.dropFirst()
        switch part {
        case .literal(let literal):
            if rest.isEmpty { return isSame(literal, text) }
            return text.hasPrefix(literal) && match(rest, text.dropFirst(literal.count), &values)
        case .name(let name):
            if rest.isEmpty {
                values[name] = String(text)
                return !text.isEmpty
            }
            for end in text.indices.dropFirst() where match(rest, text[end...], &values) {
                values[name] = String(text[..<end])
                return true
            }
            return false
        }
    }

    /// Whether both are the same text once percent-encoding is undone.
    private static func isSame(_ literal: String, _ text: Substring) -> Bool {
        if literal.utf8.elementsEqual(text.utf8) { return true }
        guard text.contains("%") || literal.contains("%"), let one = PercentText.decode(literal),
            let other = PercentText.decode(String(text))
        else { return false }
        return one.utf8.elementsEqual(other.utf8)
    }
}

/// The paths of a contract's operations below each of their servers, by the number of their segments: what most requests needn't be
/// compared with.
package struct RouteTable: Sendable {
    /// A path of an operation below one base.
    struct Route: Sendable {
        /// The place of the operation in the contract.
        let operation: Int
        let method: String
        let segments: [[PathTemplate.Part]]
        /// The segments without names, and their places.
        let literals: [(Int, String)]
        /// What a request must have in its query.
        let query: [QueryPair]
        /// The lower, the more concrete.
        let rank: [Int]
    }

    private var routes: [Int: [Route]] = [:]

    package init(_ operations: [Operation]) {
        for (index, operation) in operations.enumerated() {
            let bases = operation.servers.map(\.basePath.segments) + [[]]
            let hasBare = operation.servers.contains { $0.basePath.segments.isEmpty }
            let query = operation.template.query.map { QueryPair.all(in: $0[...]) } ?? []
            for (position, base) in bases.enumerated() {
                let segments = base + operation.template.segments
                // A server's path is closer than none at all.
                let isBare = position == bases.count - 1 && !hasBare
                let rank = [isBare ? 1 : 0] + operation.template.segments.map(Self.rank) + [-query.count]
                let literals = segments.enumerated().compactMap { place, parts -> (Int, String)? in
                    guard parts.count == 1, case .literal(let text) = parts[0] else { return nil }
                    return (place, text)
                }
                routes[segments.count, default: []].append(
                    Route(
                        operation: index,
                        method: operation.method,
                        segments: segments,
                        literals: literals,
                        query: query,
                        rank: rank
                    )
                )
            }
        }
    }

    /// The routes of so many segments, in the order of the operations.
    func candidates(_ path: [String]) -> [Route] { routes[path.count] ?? [] }

    private static func rank(_ segment: [PathTemplate.Part]) -> Int {
        let literals = segment.count { if case .literal = $0 { true } else { false } }
        return literals == segment.count ? 0 : literals > 0 ? 1 : 2
    }
}

/// The operation that a request is for.
public struct RequestMatch: Sendable {
    /// The operation.
    public let operation: Operation
    /// The values of the path's parameters by name, still percent-encoded, with what their style puts before them.
    public let pathValues: [String: String]
}

/// What a contract says about the method and path of a request.
public enum OperationLookup: Sendable {
    /// It has the operation.
    case found(RequestMatch)
    /// It has the path, but with other methods.
    case otherMethods([String])
    /// It doesn't have the path.
    case unknownPath

    /// The match, when the operation was found.
    public var match: RequestMatch? {
        if case .found(let match) = self { match } else { nil }
    }
}

/// The parts of a request's target, not decoded yet.
package struct RequestTarget {
    /// The segments of the path, still percent-encoded.
    package let segments: [String]
    /// The parameters of the query, in order.
    package let query: [QueryPair]

    /// Reads an absolute URL or a path with its query.
    package init(_ url: String) {
        var rest = url[...]
        if let marker = url.firstRange(of: "://") {
            rest = url[marker.upperBound...].drop { $0 != "/" && $0 != "?" && $0 != "#" }
        }
        rest = rest.prefix { $0 != "#" }
        let path = rest.prefix { $0 != "?" }
        let query = rest.dropFirst(path.count).dropFirst()
        segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        self.query = QueryPair.all(in: query)
    }
}

/// A parameter of a query or a form, its name decoded.
package struct QueryPair: Hashable {
    package let name: String
    /// The value, still percent-encoded; nil without `=`.
    package let raw: String?

    package static func all(in query: Substring) -> [QueryPair] {
        query.split(separator: "&", omittingEmptySubsequences: true).map { part in
            let name = part.prefix { $0 != "=" }
            let value = name.endIndex == part.endIndex ? nil : String(part[part.index(after: name.endIndex)...])
            let decoded = PercentText.decode(String(name), plusIsSpace: true) ?? String(name)
            return QueryPair(name: decoded, raw: value)
        }
    }
}
