import CIDN2

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
        let scalars = labels.map(\.scalars)
        return !scalars.contains(where: BidiRule.concerns) || scalars.allSatisfy(BidiRule.accepts)
    }

    /// The other dots of IDNA (RFC 3490, section 3.1).
    private static let otherDots: [UInt32] = [0x3002, 0xFF0E, 0xFF61]
}

/// A label of a host name: plain, or international, as such or in its ASCII form (RFC 5890, section 2.3).
///
/// What an international label may hold (RFC 5891, section 4.2; RFC 5892) libidn2 knows, as for the hosts of URLs; what its tables
/// lack, letters above all that are newer than they are, is refused.
struct InternationalLabel {
    /// What the label reads.
    let scalars: [Unicode.Scalar]
    /// How many octets its ASCII form has.
    let length: Int

    private static let longest = 63

    /// Checks a label; nil when it is none.
    init?(_ text: Substring.UnicodeScalarView) {
        // Each code point takes an octet of the ASCII form or more, and the longest labels may not take the most time.
        guard text.prefix(Self.longest + 1).count <= Self.longest else { return nil }
        let scalars = Array(text)
        guard scalars.allSatisfy(\.isASCII) else {
            // A library of C would end the label there.
            guard !scalars.contains("\0"), let length = Self.registered(String(Substring(text)), nil) else {
                return nil
            }
            (self.scalars, self.length) = (scalars, length)
            return
        }
        guard Self.isPlain(scalars) else { return nil }
        // Of the labels with `--` in third place, only those that encode others are in use (RFC 5890, section 2.3.1).
        if scalars.count >= 4, scalars[2] == "-", scalars[3] == "-" {
            let name = String(Substring(text)).lowercased()
            guard name.hasPrefix("xn--"), let decoded = Self.decoded(name), Self.registered(decoded, name) != nil else {
                return nil
            }
            self.scalars = Array(decoded.unicodeScalars)
        } else {
            self.scalars = scalars
        }
        length = scalars.count
    }

    /// Letters, digits and hyphens, no hyphen at either end.
    private static func isPlain(_ scalars: [Unicode.Scalar]) -> Bool {
        guard let first = scalars.first, let last = scalars.last, first != "-", last != "-" else { return false }
        return scalars.allSatisfy {
            let byte = UInt8(truncatingIfNeeded: $0.value)
            return FormatReader.isLetter(byte) || FormatReader.isDigit(byte) || $0 == "-"
        }
    }

    /// What a label in ASCII stands for.
    private static func decoded(_ ascii: String) -> String? {
        var unicode: UnsafeMutablePointer<CChar>?
        defer { idn2_free(unicode) }
        guard idn2_to_unicode_8z8z(ascii, &unicode, 0) == IDN2_OK.rawValue, let unicode else { return nil }
        let text = String(cString: unicode)
        return text.utf8.allSatisfy { $0 < 0x80 } ? nil : text
    }

    /// How long the ASCII form of an international label is; nil when nobody may register it, or when it isn't `ascii`.
    private static func registered(_ label: String, _ ascii: String?) -> Int? {
        var form: UnsafeMutablePointer<UInt8>?
        defer { idn2_free(form) }
        guard idn2_register_u8(label, ascii, &form, 0) == IDN2_OK.rawValue, let form else { return nil }
        return String(cString: form).utf8.count
    }
}

/// The rule for names with labels that are read from right to left (RFC 5893, section 2).
///
/// It binds all labels of a name with one that is read from right to left (section 1.4), and libidn2 looks at one label alone; nor does
/// it mind digits of two kinds in a label. Of the classes of direction, only those are told apart that a valid label can hold.
enum BidiRule {
    private enum Direction {
        case leftToRight
        case rightToLeft
        case europeanNumber
        case arabicNumber
        case mark
        /// `-` and what else has no direction.
        case neutral
    }

    /// Whether a label makes the rule apply to the whole name.
    static func concerns(_ label: [Unicode.Scalar]) -> Bool {
        label.contains {
            let direction = direction(of: $0)
            return direction == .rightToLeft || direction == .arabicNumber
        }
    }

    static func accepts(_ label: [Unicode.Scalar]) -> Bool {
        let directions = label.map(direction)
        guard let last = directions.last(where: { $0 != .mark }) else { return false }
        switch directions.first {
        case .rightToLeft:
            return !directions.contains(.leftToRight) && last != .neutral
                && !(directions.contains(.europeanNumber) && directions.contains(.arabicNumber))
        case .leftToRight:
            return !directions.contains(.rightToLeft) && !directions.contains(.arabicNumber) && last != .neutral
        case .europeanNumber, .arabicNumber, .mark, .neutral, nil: return false
        }
    }

    private static func direction(of scalar: Unicode.Scalar) -> Direction {
        switch scalar.value {
        case 0x30...0x39, 0x6F0...0x6F9: return .europeanNumber
        case 0x600...0x605, 0x660...0x669, 0x66B...0x66C, 0x6DD, 0x890...0x891, 0x8E2, 0x1_0D30...0x1_0D39,
            0x1_0D40...0x1_0D49, 0x1_0E60...0x1_0E7E:
            return .arabicNumber
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return .mark
        case .uppercaseLetter, .lowercaseLetter, .otherLetter, .modifierLetter, .spacingMark, .decimalNumber: break
        default: return .neutral
        }
        switch scalar.value {
        case 0x590...0x8FF, 0x200F, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x1_0800...0x1_0FFF, 0x1_E800...0x1_EFFF:
            return .rightToLeft
        default: return .leftToRight
        }
    }
}
