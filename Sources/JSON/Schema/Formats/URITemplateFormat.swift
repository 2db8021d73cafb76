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
