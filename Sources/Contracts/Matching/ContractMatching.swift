public import HTTP

extension Contract {
    /// The operation that a request of this method and target (an absolute URL, or a path with its query) is for.
    ///
    /// Paths are sought below the paths of the operation's servers, and at last below `/`, where a service under test may
    /// be mounted; hosts aren't compared. Of several paths that match, the most concrete one counts: segments without
    /// names come before those with some (OpenAPI 3.1.0, Paths Object).
    public func lookUp(_ method: String, _ target: String) -> OperationLookup {
        let segments = RequestTarget(target).segments
        var best: (rank: [Int], match: RequestMatch)?
        var methods: [String] = []
        for operation in operations {
            guard let (rank, values) = Self.match(operation, segments) else { continue }
            if operation.method != method {
                if !methods.contains(operation.method) { methods.append(operation.method) }
                continue
            }
            if let known = best, !rank.lexicographicallyPrecedes(known.rank) { continue }
            best = (rank, RequestMatch(operation: operation, pathValues: values))
        }
        if let best { return .found(best.match) }
        return methods.isEmpty ? .unknownPath : .otherMethods(methods)
    }

    /// The operation that `request` is for.
    public func lookUp(_ request: HTTPRequest) -> OperationLookup {
        lookUp(request.method, request.url)
    }

    private static func match(_ operation: Operation, _ path: [String]) -> (rank: [Int], values: [String: String])? {
        let bases = operation.servers.map(\.basePath.segments) + [[]]
        for (position, base) in bases.enumerated() {
            guard path.count >= base.count, let fixed = values(base, path.prefix(base.count)),
                let own = values(operation.template.segments, path.dropFirst(base.count))
            else { continue }
            // A server's path is closer than none at all.
            let isBare = position == bases.count - 1 && !operation.servers.contains { $0.basePath.segments.isEmpty }
            return ([isBare ? 1 : 0] + operation.template.segments.map(rank), fixed.merging(own) { $1 })
        }
        return nil
    }

    /// The lower, the more concrete.
    private static func rank(_ segment: [PathTemplate.Part]) -> Int {
        let literals = segment.count { if case .literal = $0 { true } else { false } }
        return literals == segment.count ? 0 : literals > 0 ? 1 : 2
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
