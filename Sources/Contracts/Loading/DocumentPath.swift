import Glibc

/// Paths and URIs of documents, and what a relative one means beside another (RFC 3986, section 5.2).
enum DocumentPath {
    /// What `reference`, which has no fragment, means in the document at `base`.
    ///
    /// Both may be paths of files or absolute URIs; `..` above the beginning of a relative path stays.
    static func resolve(_ reference: String, against base: String) -> String {
        if reference.isEmpty { return base }
        if scheme(of: reference) != nil { return reference }
        let (prefix, path) = split(base)
        if reference.hasPrefix("//") { return (scheme(of: base).map { "\($0):" } ?? "") + reference }
        if reference.hasPrefix("/") { return prefix + withoutDots(reference) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        return prefix + withoutDots(folder + reference)
    }

    /// The scheme with which a URI begins; nil for a path.
    static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let scheme = text[..<colon]
        let isScheme = scheme.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        return isScheme && scheme.first?.isLetter == true ? String(scheme) : nil
    }

    /// The document and the fragment that a reference names.
    static func parts(of reference: String) -> (document: String, fragment: String) {
        guard let hash = reference.firstIndex(of: "#") else { return (reference, "") }
        return (String(reference[..<hash]), String(reference[reference.index(after: hash)...]))
    }

    /// The `file` URI of a path (RFC 8089).
    static func uri(ofFile path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : workingFolder + "/" + path
        return "file://" + PercentText.encode(withoutDots(absolute), keeping: "/")
    }

    /// The path without `.` and with `..` carried out (RFC 3986, section 5.2.4).
    static func withoutDots(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var kept: [Substring] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) {
            switch segment {
            case ".": continue
            case ".." where kept.last.map { $0 != ".." } ?? false: kept.removeLast()
            case ".." where isAbsolute: continue
            default: kept.append(segment)
            }
        }
        return (isAbsolute ? "/" : "") + kept.joined(separator: "/")
    }

    private static func split(_ base: String) -> (prefix: String, path: String) {
        guard scheme(of: base) != nil, let colon = base.firstIndex(of: ":") else { return ("", base) }
        let rest = base[base.index(after: colon)...]
        guard rest.hasPrefix("//") else { return (String(base[...colon]), String(rest)) }
        let path = rest.dropFirst(2).firstIndex(of: "/") ?? rest.endIndex
        return (String(base[..<path]), String(rest[path...]))
    }

    private static var workingFolder: String {
        guard let buffer = getcwd(nil, 0) else { return "" }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}
