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

/// The characters of URIs and IRIs.
enum URICharacters {
    /// Whether all of `text` is unreserved, percent-encoded, a sub-delimiter or one of `others`.
    static func fit(_ text: String, _ others: String, _ isInternational: Bool, isQuery: Bool = false) -> Bool {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "%" {
                guard isEncoded(&rest) else { return false }
            } else if scalar.isASCII {
                let byte = UInt8(scalar.value)
                guard isPlain(byte) || others.utf8.contains(byte) else { return false }
            } else {
                guard isInternational, isUniversal(scalar) || isQuery && isPrivate(scalar) else { return false }
            }
        }
        return true
    }

    /// Takes the two digits of a percent-encoding.
    static func isEncoded(_ rest: inout Substring.UnicodeScalarView) -> Bool {
        for _ in 0..<2 {
            guard let digit = rest.popFirst(), digit.isASCII, FormatReader.isHexadecimal(UInt8(digit.value)) else {
                return false
            }
        }
        return true
    }

    /// Whether this is unreserved or a sub-delimiter (RFC 3986, sections 2.2 and 2.3).
    private static func isPlain(_ byte: UInt8) -> Bool {
        FormatReader.isLetter(byte) || FormatReader.isDigit(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
    }

    /// `ucschar` (RFC 3987, section 2.2).
    static func isUniversal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x1_0000...0xD_FFFF: scalar.value & 0xFFFF < 0xFFFE
        case 0xE_1000...0xE_FFFD: true
        default: false
        }
    }

    /// `iprivate` (RFC 3987, section 2.2).
    static func isPrivate(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xE000...0xF8FF, 0xF_0000...0xF_FFFD, 0x10_0000...0x10_FFFD: true
        default: false
        }
    }
}

/// URI templates (RFC 6570, section 2).
enum URITemplateFormat {
    static func accepts(_ text: String) -> Bool {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{":
                guard let end = rest.firstIndex(of: "}"), isExpression(rest[..<end]) else { return false }
                rest = rest[rest.index(after: end)...]
            case "%":
                guard URICharacters.isEncoded(&rest) else { return false }
            default:
                guard isLiteral(scalar) else { return false }
            }
        }
        return true
    }

    /// Section 2.1; erratum 6937 adds the apostrophe.
    private static func isLiteral(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.value > 0x20 && scalar.value < 0x7F && !"\"<>\\^`{|}".unicodeScalars.contains(scalar)
        }
        return URICharacters.isUniversal(scalar) || URICharacters.isPrivate(scalar)
    }

    private static func isExpression(_ text: Substring.UnicodeScalarView) -> Bool {
        var list = text
        if let first = list.first, "+#./;?&=,!@|".unicodeScalars.contains(first) { list.removeFirst() }
        return list.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isVariable)
    }

    /// A variable with its modifier (sections 2.3 and 2.4).
    private static func isVariable(_ text: Substring.UnicodeScalarView) -> Bool {
        if text.last == "*" { return isName(text.dropLast()) }
        guard let mark = text.firstIndex(of: ":") else { return isName(text) }
        let length = text[text.index(after: mark)...]
        let isLength =
            (1...4).contains(length.count) && length.first != "0"
            && length.allSatisfy { ("0"..."9").contains($0) }
        return isLength && isName(text[..<mark])
    }

    private static func isName(_ text: Substring.UnicodeScalarView) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            var rest = part
            if rest.isEmpty { return false }
            while let scalar = rest.popFirst() {
                if scalar == "%" {
                    guard URICharacters.isEncoded(&rest) else { return false }
                } else {
                    guard scalar.isASCII else { return false }
                    let byte = UInt8(scalar.value)
                    guard FormatReader.isLetter(byte) || FormatReader.isDigit(byte) || scalar == "_" else {
                        return false
                    }
                }
            }
            return true
        }
    }
}
