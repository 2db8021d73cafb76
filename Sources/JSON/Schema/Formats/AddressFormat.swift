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
