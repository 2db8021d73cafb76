/// The parts of a request's target, not decoded yet.
struct RequestTarget {
    /// The segments of the path, still percent-encoded.
    let segments: [String]
    /// The parameters of the query, in order.
    let query: [QueryPair]

    /// Reads an absolute URL or a path with its query.
    init(_ url: String) {
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
struct QueryPair: Hashable {
    let name: String
    /// The value, still percent-encoded; nil without `=`.
    let raw: String?

    static func all(in query: Substring) -> [QueryPair] {
        query.split(separator: "&", omittingEmptySubsequences: true).map { part in
            let name = part.prefix { $0 != "=" }
            let value = name.endIndex == part.endIndex ? nil : String(part[part.index(after: name.endIndex)...])
            let decoded = PercentText.decode(String(name), plusIsSpace: true) ?? String(name)
            return QueryPair(name: decoded, raw: value)
        }
    }
}
