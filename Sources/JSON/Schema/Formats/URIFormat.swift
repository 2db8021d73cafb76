import URI

/// URIs (RFC 3986, appendix A) and IRIs (RFC 3987, section 2.2).
enum URIFormat {
    static func accepts(_ text: String, isReference: Bool, isInternational: Bool) -> Bool {
        let uri = URIReference(text)
        if let scheme = uri.scheme { if !isScheme(scheme) { return false } } else if !isReference { return false }
        if let authority = uri.authority, !isAuthority(authority, isInternational) { return false }
        guard URICharacters.fit(uri.path, ":@/", isInternational) else { return false }
        if let query = uri.query, !URICharacters.fit(query, ":@/?", isInternational, isQuery: true) { return false }
        return uri.fragment.map { URICharacters.fit($0, ":@/?", isInternational) } ?? true
    }

    private static func isScheme(_ text: String) -> Bool {
        guard let first = text.utf8.first, FormatReader.isLetter(first) else { return false }
        return text.utf8.allSatisfy {
            FormatReader.isLetter($0) || FormatReader.isDigit($0) || "+-.".utf8.contains($0)
        }
    }

    private static func isAuthority(_ text: String, _ isInternational: Bool) -> Bool {
        var host = Substring(text).unicodeScalars
        if let mark = host.firstIndex(of: "@") {
            guard URICharacters.fit(String(host[..<mark]), ":", isInternational) else { return false }
            host = host[host.index(after: mark)...]
        }
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else { return false }
            let port = host[host.index(after: end)...]
            return isLiteral(String(host[..<end].dropFirst())) && (port.isEmpty || isPort(port))
        }
        if let mark = host.firstIndex(of: ":") {
            if !isPort(host[mark...]) { return false }
            host = host[..<mark]
        }
        return URICharacters.fit(String(host), "", isInternational)
    }

    private static func isPort(_ text: Substring.UnicodeScalarView) -> Bool {
        text.first == ":" && text.dropFirst().allSatisfy { ("0"..."9").contains($0) }
    }

    /// What stands in brackets: an IPv6 address, or one of a version to come.
    private static func isLiteral(_ text: String) -> Bool {
        guard text.utf8.first.map({ $0 | 0x20 == UInt8(ascii: "v") }) == true else {
            return AddressFormat.isIPv6(text.utf8[...])
        }
        let parts = text.dropFirst().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[1].contains("%") else { return false }
        return parts[0].utf8.allSatisfy(FormatReader.isHexadecimal) && URICharacters.fit(String(parts[1]), ":", false)
    }
}
