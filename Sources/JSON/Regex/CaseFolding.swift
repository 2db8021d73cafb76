/// Simple case folding, as ECMA-262 wants it of `i` with `u` (§22.2.2.7.3, Canonicalize), from the standard library's
/// full mappings: a scalar folds to the lower case of its upper case where both are single scalars.
enum CaseFolding {
    /// The code point that stands for `value` and all its case variants.
    static func fold(_ value: UInt32) -> UInt32 {
        if value < 128 { return 0x41...0x5A ~= value ? value + 32 : value }
        // The dotless i has the upper case I, yet CaseFolding.txt leaves it alone.
        guard value != 0x131, let scalar = Unicode.Scalar(value) else { return value }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return (single(upper.properties.lowercaseMapping) ?? upper).value
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return nil }
        return first
    }

    /// The blocks that contain every scalar with case variants; a test compares them with the whole of Unicode.
    private static let casedBlocks: [ClosedRange<UInt32>] = [
        0x41...0x33FF, 0xA000...0xABFF, 0xFB00...0xFFFF, 0x10000...0x1FFFF,
    ]

    /// The members of each class of case variants that has more than one, by what they fold to.
    static let variants: [UInt32: [UInt32]] = {
        var classes: [UInt32: [UInt32]] = [:]
        for value in casedBlocks.joined() {
            guard let properties = Unicode.Scalar(value)?.properties,
                properties.changesWhenCaseMapped || properties.changesWhenCaseFolded
            else { continue }
            classes[fold(value), default: []].append(value)
        }
        return classes.filter { $0.value.count > 1 }
    }()
}

extension ScalarSet {
    /// The set with all case variants of its members.
    var ignoringCase: ScalarSet {
        if isASCII { return ignoringASCIICase }
        var added: [ClosedRange<UInt32>] = []
        for members in CaseFolding.variants.values where members.contains(where: contains) {
            added += members.map { $0...$0 }
        }
        return ScalarSet(ranges + added)
    }

    /// ASCII letters have two case variants outside ASCII: the long s and the Kelvin sign.
    private var ignoringASCIICase: ScalarSet {
        var added: [ClosedRange<UInt32>] = []
        for upper in UInt32(0x41)...0x5A where contains(upper) || contains(upper + 32) {
            added += [upper...upper, (upper + 32)...(upper + 32)]
        }
        if contains(0x53) || contains(0x73) { added.append(0x17F...0x17F) }
        if contains(0x4B) || contains(0x6B) { added.append(0x212A...0x212A) }
        return added.isEmpty ? self : ScalarSet(ranges + added)
    }
}
