import URI

/// A URL in the parts of a request of a suite.
struct ImportedURL {
    /// Scheme, host and port, or a variable.
    var base: String
    /// The path, and a query that can't be taken apart without a change of its bytes.
    var path: String
    var query: [ImportedRequest.Field] = []
    /// What stands before the host: user and password.
    var userInformation: String?

    /// The parts of a template of a URL. What has no scheme is of HTTP, as with curl.
    init(_ text: String) {
        var text = String(text.prefix { $0 != "#" })
        if !text.hasPrefix("${"), text.firstRange(of: "://") == nil, !text.hasPrefix("/") { text = "http://" + text }
        let start = text.firstRange(of: "://")?.upperBound ?? Self.variableEnd(text) ?? text.startIndex
        let end = text[start...].firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex
        base = String(text[..<end])
        if let scheme = text.firstRange(of: "://"), let sign = text[scheme.upperBound..<end].lastIndex(of: "@") {
            userInformation = String(text[scheme.upperBound..<sign])
            base = String(text[..<scheme.upperBound]) + String(text[text.index(after: sign)..<end])
        }
        path = String(text[end...])
        guard let mark = path.firstIndex(of: "?") else { return }
        if let fields = Self.fields(String(path[path.index(after: mark)...])) {
            query = fields
            path = String(path[..<mark])
        }
    }

    /// Takes `.` and `..` out of the path, as clients do before they send it (RFC 3986, section 5.2.4).
    mutating func removeDots() {
        let plain = path.prefix { $0 != "?" }
        let segments = plain.split(separator: "/", omittingEmptySubsequences: false)
        guard plain.hasPrefix("/"), segments.contains(where: { $0 == "." || $0 == ".." }) else { return }
        var kept: [Substring] = []
        for segment in segments.dropFirst() {
            if segment == ".." { _ = kept.popLast() } else if segment != "." { kept.append(segment) }
        }
        if let last = segments.last, last == "." || last == ".." { kept.append("") }
        path = "/" + kept.joined(separator: "/") + path[plain.endIndex...]
    }

    /// Puts the name of a file that is uploaded behind a path that ends in a slash, as curl does.
    mutating func name(_ file: String) {
        guard !path.contains("?"), path.isEmpty || path.hasSuffix("/"),
            let name = file.split(separator: "/").last
        else { return }
        path = (path.isEmpty ? "/" : path) + CurlData.percentEncoded(String(name))
    }

    /// The end of a variable that stands for the beginning of the URL.
    private static func variableEnd(_ text: String) -> String.Index? {
        guard text.hasPrefix("${") else { return nil }
        return text.firstIndex(of: "}").map { text.index(after: $0) }
    }

    /// The decoded fields of a query; `nil` when encoding them again would give other bytes.
    static func fields(_ query: String) -> [ImportedRequest.Field]? {
        if query.isEmpty { return nil }
        var fields: [ImportedRequest.Field] = []
        for part in query.split(separator: "&", omittingEmptySubsequences: false) {
            guard let (name, value) = part.cut(at: "=") else { return nil }
            guard let plainName = same(name), let plain = same(value), !plainName.isEmpty else { return nil }
            fields.append(.init(plainName, plain))
        }
        return fields
    }

    /// What `text` stands for, when encoding that gives `text` again; templates stand for themselves.
    private static func same(_ text: String) -> String? {
        if text.firstRange(of: "${") != nil { return text.contains("%") ? nil : CurlData.decoded(text) }
        guard let plain = PercentCoding.decode(text), PercentCoding.encode(plain) == text,
            plain.firstRange(of: "${") == nil
        else { return nil }
        return plain
    }
}

/// The fields of a form (WHATWG URL, section 5.1).
enum ImportedForm {
    /// The fields of a template of a form's text; `nil` when it is none.
    static func fields(_ text: String) -> [ImportedRequest.Field]? {
        if text.isEmpty || text.contains("\n") { return nil }
        var fields: [ImportedRequest.Field] = []
        for part in text.split(separator: "&", omittingEmptySubsequences: false) {
            guard let (name, value) = part.cut(at: "="), !name.isEmpty, !name.contains(" ") else { return nil }
            guard let plainName = decoded(name), let plain = decoded(value) else { return nil }
            fields.append(.init(plainName, plain))
        }
        return fields
    }

    private static func decoded(_ text: String) -> String? {
        if text.firstRange(of: "${") != nil { return CurlData.decoded(text) }
        return TemplateText.literal(PercentCoding.decodeLeniently(text.utf8, plusIsSpace: true))
    }
}
