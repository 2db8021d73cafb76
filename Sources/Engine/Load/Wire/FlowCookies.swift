import HTTP

/// The cookies of one flow, all of one origin (RFC 6265, section 5, without what only browsers need: a flow lasts for minutes,
/// so of expiry only what removes a cookie is heeded).
struct FlowCookies {
    private struct Cookie {
        var name: String
        var value: String
        var path: String
    }

    private var cookies: [Cookie] = []

    /// Takes the cookies that the response to a request for `path` sets.
    mutating func take(_ fields: HeaderFields, requested path: String) {
        for text in fields.values("Set-Cookie") { take(text, path) }
    }

    private mutating func take(_ text: String, _ requested: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        guard let equals = parts[0].firstIndex(of: "=") else { return }
        let name = Self.trimmed(parts[0][..<equals])
        guard !name.isEmpty else { return }
        var path = Self.defaultPath(requested)
        var isRemoved = false
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
            let value = pair.count > 1 ? pair[1] : ""
            switch pair[0].lowercased() {
            case "path" where value.hasPrefix("/"): path = value
            case "max-age": isRemoved = (Int(value) ?? 1) <= 0
            // The usual way to remove one is a date long ago.
            case "expires": if value.contains("1970") { isRemoved = true }
            default: break
            }
        }
        cookies.removeAll { $0.name == name && $0.path == path }
        let value = Self.trimmed(parts[0][parts[0].index(after: equals)...])
        if !isRemoved { cookies.append(Cookie(name: name, value: value, path: path)) }
    }

    /// Whether every request gets the same.
    var fitEveryPath: Bool { cookies.allSatisfy { $0.path == "/" } }

    /// The field line for a request for `path`, with its end of line; empty when there is nothing to send.
    func line(for path: String) -> [UInt8] {
        // Those with longer paths come first (section 5.4).
        let sent = cookies.filter { Self.matches(path, $0.path) }.sorted { $0.path.utf8.count > $1.path.utf8.count }
        guard !sent.isEmpty else { return [] }
        return Array("Cookie: \(sent.map { "\($0.name)=\($0.value)" }.joined(separator: "; "))\r\n".utf8)
    }

    /// Section 5.1.4.
    private static func defaultPath(_ requested: String) -> String {
        let path = requested.prefix { $0 != "?" && $0 != "#" }
        guard path.hasPrefix("/"), let last = path.lastIndex(of: "/"), last > path.startIndex else { return "/" }
        return String(path[..<last])
    }

    private static func matches(_ requested: String, _ path: String) -> Bool {
        let requested = requested.prefix { $0 != "?" && $0 != "#" }
        guard requested.hasPrefix(path) else { return false }
        return requested.utf8.count == path.utf8.count || path.hasSuffix("/")
            || requested.dropFirst(path.count).first == "/"
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        var rest = Substring(text).drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }
}
