/// Addresses of the Internet Protocol.
enum AddressFormat {
    /// Four numbers up to 255, without leading zeros (RFC 2673, section 3.2).
    static func isIPv4(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy(isOctet)
    }

    private static func isOctet(_ part: Substring.UTF8View) -> Bool {
        guard (1...3).contains(part.count), part.allSatisfy(FormatReader.isDigit) else { return false }
        if part.count > 1, part.first == UInt8(ascii: "0") { return false }
        return part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
    }

    /// Eight groups of up to four hexadecimal digits, of which `::` leaves out some and an IPv4 address replaces the
    /// last two (RFC 4291, section 2.2).
    static func isIPv6(_ text: Substring.UTF8View) -> Bool {
        let colon = UInt8(ascii: ":")
        let gap = text.indices.first { text[$0] == colon && text[text.index(after: $0)...].first == colon }
        guard let gap else { return groups(text, mayEndInIPv4: true) == 8 }
        let left = groups(text[..<gap], mayEndInIPv4: false)
        let right = groups(text[text.index(gap, offsetBy: 2)...], mayEndInIPv4: true)
        guard let left, let right else { return false }
        return left + right <= 7
    }

    /// How many groups a part of an IPv6 address has; nil when it is none.
    private static func groups(_ text: Substring.UTF8View, mayEndInIPv4: Bool) -> Int? {
        if text.isEmpty { return 0 }
        var groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = groups.count
        if mayEndInIPv4, let last = groups.last, isIPv4(last) {
            groups.removeLast()
            count += 1
        }
        let areGroups = groups.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy(FormatReader.isHexadecimal) }
        return areGroups ? count : nil
    }
}

/// Mailboxes (RFC 5321, section 4.1.2; with letters beyond ASCII, RFC 6531, section 3.3).
enum MailFormat {
    static func accepts(_ text: String, isInternational: Bool) -> Bool {
        if !isInternational, !text.utf8.allSatisfy({ $0 < 0x80 }) { return false }
        // No domain has an `@`, so that the last one separates.
        guard let mark = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let local = text.utf8[..<mark]
        let domain = text.utf8[text.utf8.index(after: mark)...]
        // The lengths are those of section 4.5.3.1, in octets.
        guard local.count <= 64, domain.count <= 255, isDotted(local) || isQuoted(local) else { return false }
        return isLiteral(domain) || isDomain(domain)
    }

    private static func isDotted(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy {
                    FormatReader.isLetter($0) || FormatReader.isDigit($0) || $0 >= 0x80
                        || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0)
                }
        }
    }

    private static func isQuoted(_ text: Substring.UTF8View) -> Bool {
        guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return false }
        var rest = text.dropFirst().dropLast()
        while var byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return false }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst(), escaped < 0x80 else { return false }
                byte = escaped
            }
            if byte < 0x20 || byte == 0x7F { return false }
        }
        return true
    }

    private static func isLiteral(_ text: Substring.UTF8View) -> Bool {
        guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), text.count >= 2 else { return false }
        let inside = text.dropFirst().dropLast()
        let tag = inside.prefix(5)
        if tag.map({ $0 | 0x20 }).elementsEqual("ipv6:".utf8.map { $0 | 0x20 }) {
            return AddressFormat.isIPv6(inside.dropFirst(5))
        }
        return AddressFormat.isIPv4(inside)
    }

    private static func isDomain(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy {
                    FormatReader.isLetter($0) || FormatReader.isDigit($0) || $0 == UInt8(ascii: "-") || $0 >= 0x80
                }
        }
    }
}
