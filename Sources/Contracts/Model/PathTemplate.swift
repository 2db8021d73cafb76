/// A path in which `{name}` stands for a part of a segment.
package struct PathTemplate: Sendable, Hashable {
    /// A part of a segment.
    package enum Part: Sendable, Hashable {
        /// Text as it stands in the document.
        case literal(String)
        /// The parameter called so.
        case name(String)
    }

    /// The template as the document writes it.
    package let text: String
    /// The parts of each segment between slashes.
    package let segments: [[Part]]
    /// The query that the document writes into the path, without its question mark: a request must have it. Nil where
    /// there is none.
    package let query: String?

    /// Reads a template; braces without a partner are literal, and a fragment, which isn't sent, is none of its
    /// segments.
    package init(_ text: String) {
        self.text = text
        let whole = (text.hasPrefix("/") ? text.dropFirst() : text[...]).prefix { $0 != "#" }
        let path = whole.prefix { $0 != "?" }
        query = path.endIndex == whole.endIndex ? nil : String(whole[path.endIndex...].dropFirst())
        segments =
            text.isEmpty
            ? [] : path.split(separator: "/", omittingEmptySubsequences: false).map { Self.parts(of: $0) }
    }

    /// The names, in order.
    package var names: [String] {
        segments.joined().compactMap { if case .name(let name) = $0 { name } else { nil } }
    }

    /// The template with every name alike: two templates with the same form match the same paths.
    package var form: String { form(ofFirst: segments.count) }

    /// The form of the first segments, with the same query: that of what the template's things lie in.
    func form(ofFirst count: Int) -> String {
        Self.form(of: segments.prefix(count)) + (query.map { "?\($0)" } ?? "")
    }

    package static func form(of segments: some Sequence<[Part]>) -> String {
        segments.map { parts in
            parts.map { if case .literal(let text) = $0 { text } else { "{}" } }.joined()
        }.joined(separator: "/")
    }

    /// The path with each name replaced by what `value` gives for it.
    package func filled(_ value: (String) -> String) -> String {
        "/"
            + segments.map { parts in
                parts.map { part in
                    switch part {
                    case .literal(let text): text
                    case .name(let name): value(name)
                    }
                }.joined()
            }.joined(separator: "/") + (query.map { "?\($0)" } ?? "")
    }

    private static func parts(of segment: Substring) -> [Part] {
        var parts: [Part] = []
        var rest = segment
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            parts.append(.name(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(.literal(String(rest))) }
        return parts
    }
}
