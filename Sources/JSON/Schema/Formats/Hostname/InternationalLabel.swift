/// A label of a host name: plain, or international, as such or in its ASCII form (RFC 5890, section 2.3).
struct InternationalLabel {
    /// What the label reads.
    let scalars: [Unicode.Scalar]
    /// How many octets its ASCII form has.
    let length: Int

    /// Checks a label; nil when it is none.
    init?(_ text: Substring.UnicodeScalarView) {
        let scalars = Array(text)
        if !scalars.allSatisfy(\.isASCII) {
            guard let encoded = Punycode.encode(scalars), Self.isInternational(scalars) else { return nil }
            self.init(scalars, length: 4 + encoded.utf8.count)
            return
        }
        guard Self.isPlain(scalars) else { return nil }
        guard Self.isReserved(scalars) else {
            self.init(scalars, length: scalars.count)
            return
        }
        // Of the labels with `--` in third place, only those that encode others are in use (RFC 5890, section 2.3.1).
        let name = String(String.UnicodeScalarView(scalars)).lowercased()
        guard name.hasPrefix("xn--"), let decoded = Punycode.decode(String(name.dropFirst(4))),
            !decoded.allSatisfy(\.isASCII), Punycode.encode(decoded) == String(name.dropFirst(4)),
            Self.isInternational(decoded)
        else { return nil }
        self.init(decoded, length: scalars.count)
    }

    private init?(_ scalars: [Unicode.Scalar], length: Int) {
        guard length <= 63 else { return nil }
        self.scalars = scalars
        self.length = length
    }

    /// Letters, digits and hyphens, no hyphen at either end.
    private static func isPlain(_ scalars: [Unicode.Scalar]) -> Bool {
        guard let first = scalars.first, let last = scalars.last, first != "-", last != "-" else { return false }
        return scalars.allSatisfy {
            let byte = UInt8(truncatingIfNeeded: $0.value)
            return FormatReader.isLetter(byte) || FormatReader.isDigit(byte) || $0 == "-"
        }
    }

    private static func isReserved(_ scalars: [Unicode.Scalar]) -> Bool {
        scalars.count >= 4 && scalars[2] == "-" && scalars[3] == "-"
    }

    /// Section 4.2 of RFC 5891, but for the rule of direction.
    private static func isInternational(_ scalars: [Unicode.Scalar]) -> Bool {
        guard let first = scalars.first, let last = scalars.last, first != "-", last != "-", !isReserved(scalars),
            !first.isMark, Composition.isNormalized(scalars)
        else { return false }
        return scalars.indices.allSatisfy { index in
            switch LabelScalars.standing(of: scalars[index]) {
            case .valid: true
            case .contextual: LabelContext.allows(index, in: scalars)
            case .disallowed: false
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether this goes with the letter before it.
    var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
