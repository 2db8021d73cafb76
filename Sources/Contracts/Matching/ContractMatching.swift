package import HTTP

extension Contract {
    /// The operation that a request of this method and target (an absolute URL, or a path with its query) is for.
    ///
    /// Paths are sought below the paths of the operation's servers, and at last below `/`, where a service under test
    /// may be mounted; hosts aren't compared. Of several paths that match, the most concrete one counts: segments
    /// without names come before those with some (OpenAPI 3.1.0, Paths Object).
    package func lookUp(_ method: String, _ target: String) -> OperationLookup {
        let target = RequestTarget(target)
        var best: (route: RouteTable.Route, values: [String: String])?
        var methods: [String] = []
        for (route, values) in matches(target) {
            if route.method != method {
                if !methods.contains(route.method) { methods.append(route.method) }
                continue
            }
            if let known = best, !route.rank.lexicographicallyPrecedes(known.route.rank) { continue }
            best = (route, values)
        }
        if let best {
            return .found(RequestMatch(operation: operations[best.route.operation], pathValues: best.values))
        }
        return methods.isEmpty ? .unknownPath : .otherMethods(methods)
    }

    /// The methods of the operations whose paths match this target, each once, in the order of the file.
    package func methods(at target: String) -> [String] {
        var methods: [String] = []
        for (route, _) in matches(RequestTarget(target)) where !methods.contains(route.method) {
            methods.append(route.method)
        }
        return methods
    }

    /// The operation that `request` is for.
    package func lookUp(_ request: HTTPRequest) -> OperationLookup {
        lookUp(request.method, request.url)
    }

    /// The routes that the target is for, in the order of the operations, and the values of their paths' parameters.
    private func matches(_ target: RequestTarget) -> [(route: RouteTable.Route, values: [String: String])] {
        var matches: [(route: RouteTable.Route, values: [String: String])] = []
        for route in routes.candidates(target.segments) {
            // An operation counts by the first of its bases that fits.
            if route.operation == matches.last?.route.operation { continue }
            if let values = Self.values(route, target) { matches.append((route, values)) }
        }
        return matches
    }

    /// The values of a path's parameters; nil where the target isn't for this route, though all that it says literally
    /// fits.
    private static func values(_ route: RouteTable.Route, _ target: RequestTarget) -> [String: String]? {
        for pair in route.query where !target.query.contains(where: { $0.name == pair.name && $0.raw == pair.raw }) {
            return nil
        }
        var values: [String: String] = [:]
        for (place, parts) in route.open {
            guard match(parts[...], target.segments[place][...], &values) else { return nil }
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
        PathSegment(literal) == PathSegment(String(text))
    }
}

/// The operation that a request is for.
package struct RequestMatch: Sendable {
    /// The operation.
    package let operation: Operation
    /// The values of the path's parameters by name, still percent-encoded, with what their style puts before them.
    package let pathValues: [String: String]
}

/// What a contract says about the method and path of a request.
package enum OperationLookup: Sendable {
    /// It has the operation.
    case found(RequestMatch)
    /// It has the path, but with other methods.
    case otherMethods([String])
    /// It doesn't have the path.
    case unknownPath

    /// The match, when the operation was found.
    package var match: RequestMatch? {
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
        let bytes = url.utf8
        var start = bytes.startIndex
        if let authority = Self.authority(bytes) {
            let ends = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
            start = bytes[authority...].firstIndex(where: ends.contains) ?? bytes.endIndex
        }
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "#")) ?? bytes.endIndex
        let mark = bytes[start..<end].firstIndex(of: UInt8(ascii: "?")) ?? end
        segments = url[start..<mark].dropFirst().utf8
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
        query = QueryPair.all(in: url[mark..<end].dropFirst())
    }

    /// Where the authority of an absolute URL begins.
    private static func authority(_ bytes: String.UTF8View) -> String.Index? {
        var rest = bytes[...]
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            rest = bytes[bytes.index(after: colon)...]
            if rest.starts(with: "//".utf8) { return bytes.index(rest.startIndex, offsetBy: 2) }
        }
        return nil
    }
}

/// A parameter of a query or a form, its name decoded.
package struct QueryPair: Hashable {
    package let name: String
    /// The value, still percent-encoded; nil without `=`.
    package let raw: String?

    package static func all(in query: Substring) -> [QueryPair] {
        if query.isEmpty { return [] }
        return query.split(separator: "&", omittingEmptySubsequences: true).map { part in
            let name = part.prefix { $0 != "=" }
            let value = name.endIndex == part.endIndex ? nil : String(part[part.index(after: name.endIndex)...])
            let decoded = PercentText.decode(String(name), plusIsSpace: true) ?? String(name)
            return QueryPair(name: decoded, raw: value)
        }
    }
}
