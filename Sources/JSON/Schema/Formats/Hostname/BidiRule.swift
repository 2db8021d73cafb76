/// The rule for names with labels that are read from right to left (RFC 5893, section 2).
///
/// Of the classes of direction, only those are told apart that a valid label can hold.
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
        default: return false
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
