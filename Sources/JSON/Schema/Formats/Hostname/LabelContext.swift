/// The rules for code points that are valid beside certain others only (RFC 5892, appendix A).
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
