/// Host names (RFC 1123, section 2.1), with international labels (RFC 5890, section 2.3).
enum HostnameFormat {
    static func accepts(_ text: String, isInternational: Bool) -> Bool {
        let parts = text.unicodeScalars.split(omittingEmptySubsequences: false) {
            $0 == "." || isInternational && otherDots.contains($0.value)
        }
        var labels: [InternationalLabel] = []
        // The lengths are those of the name in ASCII, and there is a dot between two labels (RFC 1035, section 2.3.4).
        var length = parts.count - 1
        for part in parts {
            guard isInternational || part.allSatisfy(\.isASCII), let label = InternationalLabel(part) else {
                return false
            }
            length += label.length
            labels.append(label)
        }
        guard length <= 253 else { return false }
        // The rule binds all labels of a name with one that is read from right to left (RFC 5893, section 1.4).
        let scalars = labels.map(\.scalars)
        return !scalars.contains(where: BidiRule.concerns) || scalars.allSatisfy(BidiRule.accepts)
    }

    /// The other dots of IDNA (RFC 3490, section 3.1).
    private static let otherDots: [UInt32] = [0x3002, 0xFF0E, 0xFF61]
}
