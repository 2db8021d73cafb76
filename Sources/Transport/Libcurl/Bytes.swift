extension UInt8 {
    /// Whether it is a space or a tab (`OWS`, RFC 9110, section 5.6.3).
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// Whether it is CR or LF.
    var isLineBreak: Bool { self == 0x0D || self == 0x0A }
}

extension BidirectionalCollection where Element == UInt8 {
    /// The bytes without those at both ends that fulfil `condition`.
    func trimmed(where condition: (UInt8) -> Bool) -> SubSequence {
        let rest = drop(while: condition)
        guard let last = rest.lastIndex(where: { !condition($0) }) else { return rest }
        return rest[...last]
    }
}

extension Collection where Element == UInt8 {
    /// The bytes as UTF-8, or as ISO 8859-1 when they aren't: nothing is lost, nothing replaced.
    var text: String {
        if let text = String(validating: self, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(map { Unicode.Scalar($0) }))
    }
}
