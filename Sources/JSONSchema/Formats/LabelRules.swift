import Patterns

/// The rules for code points that are valid beside certain others only (RFC 5892, appendix A).
///
/// Not libidn2's, which URLs go by: its tables are as old as it is. Debian's refuses 6,709 code points that are valid,
/// U+06FD of RFC 5892's own exceptions among them, and takes two of the public suite's 84 names for the wrong thing.
enum LabelContext {
    static func allows(_ index: Int, in label: [Unicode.Scalar]) -> Bool {
        let before = index > 0 ? label[index - 1] : nil
        let after = index + 1 < label.count ? label[index + 1] : nil
        switch label[index].value {
        case 0x200C: return isVirama(before) || joins(index, label)
        case 0x200D: return isVirama(before)
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return after.map { greek.contains($0.value) } ?? false
        case 0x5F3, 0x5F4: return before.map { hebrew.contains($0.value) } ?? false
        case 0x30FB: return label.contains { japanese.contains($0.value) }
        case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
        case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0.value) }
        default: return false
        }
    }

    private static func isVirama(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.canonicalCombiningClass == .virama
    }

    /// Whether the letters on both sides would join without the non-joiner; marks don't keep them from it.
    private static func joins(_ index: Int, _ label: [Unicode.Scalar]) -> Bool {
        let left = label[..<index].last { !JoiningLetters.isTransparent($0) }
        let right = label[(index + 1)...].first { !JoiningLetters.isTransparent($0) }
        guard let left, let right else { return false }
        return JoiningLetters.toNext.contains(left.value) && JoiningLetters.toPrevious.contains(right.value)
    }

    private static let greek = ScalarSet([
        0x370...0x377, 0x37A...0x37D, 0x37F...0x37F, 0x384...0x384, 0x386...0x386, 0x388...0x3E1, 0x3F0...0x3FF,
        0x1D26...0x1D2A, 0x1D5D...0x1D61, 0x1D66...0x1D6A, 0x1DBF...0x1DBF, 0x1F00...0x1FFE, 0x2126...0x2126,
        0xAB65...0xAB65, 0x1_0140...0x1_018E, 0x1_01A0...0x1_01A0, 0x1_D200...0x1_D245,
    ])

    private static let hebrew = ScalarSet([0x591...0x5C7, 0x5D0...0x5EA, 0x5EF...0x5F4, 0xFB1D...0xFB4F])

    /// Hiragana, Katakana and Han.
    private static let japanese = ScalarSet([
        0x2E80...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029, 0x3038...0x303B, 0x3041...0x3096,
        0x309D...0x309F, 0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xF900...0xFAD9, 0xFF66...0xFF6F, 0xFF71...0xFF9D, 0x1_6FE2...0x1_6FE3, 0x1_6FF0...0x1_6FF1,
        0x1_AFF0...0x1_B167, 0x2_0000...0x3_FFFD,
    ])
}

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

/// Which letters join their neighbours in writing (the property Joining_Type of Unicode 14).
enum JoiningLetters {
    /// The letters that join the next one.
    static let toNext = ScalarSet(
        both + [
            0xA872...0xA872, 0x1_0ACD...0x1_0ACD, 0x1_0AD7...0x1_0AD7, 0x1_0D00...0x1_0D00, 0x1_0FCB...0x1_0FCB,
        ]
    )

    /// The letters that join the one before.
    static let toPrevious = ScalarSet(
        both + [
            0x622...0x625, 0x627...0x627, 0x629...0x629, 0x62F...0x632, 0x648...0x648, 0x671...0x673, 0x675...0x677,
            0x688...0x699, 0x6C0...0x6C0, 0x6C3...0x6CB, 0x6CD...0x6CD, 0x6CF...0x6CF, 0x6D2...0x6D3, 0x6D5...0x6D5,
            0x6EE...0x6EF, 0x710...0x710, 0x715...0x719, 0x71E...0x71E, 0x728...0x728, 0x72A...0x72A, 0x72C...0x72C,
            0x72F...0x72F, 0x74D...0x74D, 0x759...0x75B, 0x76B...0x76C, 0x771...0x771, 0x773...0x774, 0x778...0x779,
            0x840...0x840, 0x846...0x847, 0x849...0x849, 0x854...0x854, 0x856...0x858, 0x867...0x867, 0x869...0x86A,
            0x870...0x882, 0x88E...0x88E, 0x8AA...0x8AC, 0x8AE...0x8AE, 0x8B1...0x8B2, 0x8B9...0x8B9,
            0x1_0AC5...0x1_0AC5,
            0x1_0AC7...0x1_0AC7, 0x1_0AC9...0x1_0ACA, 0x1_0ACE...0x1_0AD2, 0x1_0ADD...0x1_0ADD, 0x1_0AE1...0x1_0AE1,
            0x1_0AE4...0x1_0AE4, 0x1_0AEF...0x1_0AEF, 0x1_0B81...0x1_0B81, 0x1_0B83...0x1_0B85, 0x1_0B89...0x1_0B89,
            0x1_0B8C...0x1_0B8C, 0x1_0B8E...0x1_0B8F, 0x1_0B91...0x1_0B91, 0x1_0BA9...0x1_0BAC, 0x1_0D22...0x1_0D22,
            0x1_0F33...0x1_0F33, 0x1_0F54...0x1_0F54, 0x1_0F74...0x1_0F75, 0x1_0FB4...0x1_0FB6, 0x1_0FB9...0x1_0FBA,
            0x1_0FBD...0x1_0FBD, 0x1_0FC2...0x1_0FC3, 0x1_0FC9...0x1_0FC9,
        ]
    )

    /// Whether this neither joins nor keeps others from it.
    static func isTransparent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    /// The letters that join on both sides.
    private static let both: [ClosedRange<UInt32>] = [
        0x620...0x620, 0x626...0x626, 0x628...0x628, 0x62A...0x62E, 0x633...0x63F, 0x641...0x647, 0x649...0x64A,
        0x66E...0x66F, 0x678...0x687, 0x69A...0x6BF, 0x6C1...0x6C2, 0x6CC...0x6CC, 0x6CE...0x6CE, 0x6D0...0x6D1,
        0x6FA...0x6FC, 0x6FF...0x6FF, 0x712...0x714, 0x71A...0x71D, 0x71F...0x727, 0x729...0x729, 0x72B...0x72B,
        0x72D...0x72E, 0x74E...0x758, 0x75C...0x76A, 0x76D...0x770, 0x772...0x772, 0x775...0x777, 0x77A...0x77F,
        0x7CA...0x7EA, 0x841...0x845, 0x848...0x848, 0x84A...0x853, 0x855...0x855, 0x860...0x860, 0x862...0x865,
        0x868...0x868, 0x886...0x886, 0x889...0x88D, 0x8A0...0x8A9, 0x8AF...0x8B0, 0x8B3...0x8B8, 0x8BA...0x8C8,
        0x1807...0x1807, 0x1820...0x1878, 0x1887...0x18A8, 0x18AA...0x18AA, 0xA840...0xA871, 0x1_0AC0...0x1_0AC4,
        0x1_0AD3...0x1_0AD6, 0x1_0AD8...0x1_0ADC, 0x1_0ADE...0x1_0AE0, 0x1_0AEB...0x1_0AEE, 0x1_0B80...0x1_0B80,
        0x1_0B82...0x1_0B82, 0x1_0B86...0x1_0B88, 0x1_0B8A...0x1_0B8B, 0x1_0B8D...0x1_0B8D, 0x1_0B90...0x1_0B90,
        0x1_0BAD...0x1_0BAE, 0x1_0D01...0x1_0D21, 0x1_0D23...0x1_0D23, 0x1_0F30...0x1_0F32, 0x1_0F34...0x1_0F44,
        0x1_0F51...0x1_0F53, 0x1_0F70...0x1_0F73, 0x1_0F76...0x1_0F81, 0x1_0FB0...0x1_0FB0, 0x1_0FB2...0x1_0FB3,
        0x1_0FB8...0x1_0FB8, 0x1_0FBB...0x1_0FBC, 0x1_0FBE...0x1_0FBF, 0x1_0FC1...0x1_0FC1, 0x1_0FC4...0x1_0FC4,
        0x1_0FCA...0x1_0FCA, 0x1_E900...0x1_E943,
    ]
}
