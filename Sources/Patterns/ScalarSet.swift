/// A set of Unicode code points, held as sorted, disjoint and non-adjacent ranges.
///
/// Code points are plain integers, so that a set may name surrogates, which no string contains.
package struct ScalarSet: Sendable, Equatable {
    /// The greatest code point of Unicode.
    package static let last: UInt32 = 0x10FFFF
    package static let empty = ScalarSet([])
    package static let all = ScalarSet([0...last])

    package let ranges: [ClosedRange<UInt32>]
    /// One bit for each ASCII code point, which answers nearly every question asked of a set.
    private let lowBits: UInt64
    private let highBits: UInt64

    package init(_ unsorted: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let previous = merged.last, range.lowerBound <= previous.upperBound + 1 {
                merged[merged.count - 1] = previous.lowerBound...max(previous.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
        var bits: (low: UInt64, high: UInt64) = (0, 0)
        for range in merged {
            guard range.lowerBound < 128 else { break }
            for value in range.lowerBound...min(range.upperBound, 127) {
                if value < 64 { bits.low |= 1 << UInt64(value) } else { bits.high |= 1 << UInt64(value - 64) }
            }
        }
        (lowBits, highBits) = bits
    }

    package init(_ value: UInt32) {
        self.init([value...value])
    }

    /// The set of the scalars of `text`.
    package init(scalarsOf text: String) {
        self.init(text.unicodeScalars.map { $0.value...$0.value })
    }

    /// Whether the set has no code point outside ASCII.
    package var isASCII: Bool { (ranges.last?.upperBound ?? 0) < 128 }

    /// The only code point of the set, when it has exactly one.
    package var single: UInt32? {
        guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
        return range.lowerBound
    }

    /// Every code point that this set lacks.
    package var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return ScalarSet(gaps)
    }

    package func union(_ other: ScalarSet) -> ScalarSet {
        ScalarSet(ranges + other.ranges)
    }

    package func contains(_ value: UInt32) -> Bool {
        if value < 64 { return lowBits >> UInt64(value) & 1 == 1 }
        if value < 128 { return highBits >> UInt64(value - 64) & 1 == 1 }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }
}

extension ScalarSet: Hashable {
    /// Feeds what tells most sets apart: those of Unicode have hundreds of ranges.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(lowBits)
        hasher.combine(highBits)
        hasher.combine(ranges.count)
        hasher.combine(ranges.last)
    }
}

/// The character classes of ECMA-262 (§22.2.2.9, CharacterClassEscape) and of RFC 9485.
extension ScalarSet {
    /// `\d`: the ASCII digits.
    static let digits = ScalarSet([0x30...0x39])
    /// `\w`: the ASCII letters and digits and the low line.
    static let wordCharacters = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// `\s`: WhiteSpace and LineTerminator (ECMA-262 §12.2 and §12.3).
    static let whitespace = ScalarSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    /// LineTerminator (ECMA-262 §12.3), which `.` doesn't match and around which `^` and `$` match when multiline.
    static let lineTerminators = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
    static let notLineTerminators = lineTerminators.inverted
    /// What `.` matches in an I-Regexp (RFC 9485, section 5.1): all but line feed and carriage return.
    static let iRegexpDot = ScalarSet([0x0A...0x0A, 0x0D...0x0D]).inverted
}

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
