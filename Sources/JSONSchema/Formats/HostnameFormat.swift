import Patterns

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

/// Which code points an international label may have (RFC 5892).
enum LabelScalars {
    enum Standing {
        case valid
        /// Valid beside certain others only.
        case contextual
        case disallowed
    }

    /// Section 3.
    static func standing(of scalar: Unicode.Scalar) -> Standing {
        if let exception = exception(scalar) { return exception }
        if scalar.isASCII {
            return ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-" ? .valid : .disallowed
        }
        if scalar.properties.isJoinControl { return .contextual }
        return isLetterOrDigit(scalar) && !isUnstable(scalar) && !isIgnorable(scalar) ? .valid : .disallowed
    }

    /// Section 2.6.
    private static func exception(_ scalar: Unicode.Scalar) -> Standing? {
        switch scalar.value {
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: .valid
        case 0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, 0x660...0x669, 0x6F0...0x6F9: .contextual
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: .disallowed
        default: nil
        }
    }

    /// Section 2.1.
    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
            .decimalNumber:
            true
        default: false
        }
    }

    /// Sections 2.3 and 2.9: what can't be seen, and the parts of Hangul syllables.
    private static func isIgnorable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint { return true }
        switch scalar.value {
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: return true
        default: return false
        }
    }

    /// Section 2.2: letters that folding their case or compatible normalization would change.
    private static func isUnstable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.changesWhenCaseFolded || compatible.contains(scalar.value)
    }

    /// The letters, marks and digits that normalization to NFKC changes. The standard library can't tell them.
    private static let compatible = ScalarSet([
        0xAA...0xAA, 0xBA...0xBA, 0x133...0x133, 0x140...0x140, 0x1C6...0x1C6, 0x1C9...0x1C9, 0x1CC...0x1CC,
        0x1F3...0x1F3, 0x2B0...0x2B8, 0x2E0...0x2E4, 0x340...0x341, 0x343...0x344, 0x374...0x374, 0x37A...0x37A,
        0x3D2...0x3D4, 0x3F2...0x3F2, 0x675...0x678, 0x958...0x95F, 0x9DC...0x9DF, 0xA33...0xA33, 0xA36...0xA36,
        0xA59...0xA5B, 0xA5E...0xA5E, 0xB5C...0xB5D, 0xE33...0xE33, 0xEB3...0xEB3, 0xEDC...0xEDD, 0xF43...0xF43,
        0xF4D...0xF4D, 0xF52...0xF52, 0xF57...0xF57, 0xF5C...0xF5C, 0xF69...0xF69, 0xF73...0xF73, 0xF75...0xF79,
        0xF81...0xF81, 0xF93...0xF93, 0xF9D...0xF9D, 0xFA2...0xFA2, 0xFA7...0xFA7, 0xFAC...0xFAC, 0xFB9...0xFB9,
        0x10FC...0x10FC, 0x1D2C...0x1D2E, 0x1D30...0x1D3A, 0x1D3C...0x1D4D, 0x1D4F...0x1D6A, 0x1D78...0x1D78,
        0x1D9B...0x1DBF, 0x1F71...0x1F71, 0x1F73...0x1F73, 0x1F75...0x1F75, 0x1F77...0x1F77, 0x1F79...0x1F79,
        0x1F7B...0x1F7B, 0x1F7D...0x1F7D, 0x2071...0x209C, 0x2102...0x2124, 0x2128...0x2128, 0x212C...0x2131,
        0x2133...0x2149, 0x2C7C...0x2C7D, 0x2D6F...0x2D6F, 0x309F...0x309F, 0x30FF...0x30FF, 0x3131...0x318E,
        0xA69C...0xA69D, 0xA770...0xA770, 0xA7F2...0xA7F4, 0xA7F8...0xA7F9, 0xAB5C...0xAB5F, 0xAB69...0xAB69,
        0xF900...0xFA0D, 0xFA10...0xFA10, 0xFA12...0xFA12, 0xFA15...0xFA1E, 0xFA20...0xFA20, 0xFA22...0xFA22,
        0xFA25...0xFA26, 0xFA2A...0xFAD9, 0xFB1D...0xFB1D, 0xFB1F...0xFDFB, 0xFE70...0xFE72, 0xFE74...0xFF19,
        0xFF41...0xFFDC, 0x1_0781...0x1_07BA, 0x1_D400...0x1_D7FF, 0x1_EE00...0x1_EEBB, 0x1_FBF0...0x1_FBF9,
        0x2_F800...0x2_FA1D,
    ])
}

/// Whether letters and their marks are composed as far as they can be (Unicode Standard Annex 15, NFC).
///
/// Only what an international label can hold is looked at: the parts of Hangul syllables are never valid there.
enum Composition {
    static func isNormalized(_ scalars: [Unicode.Scalar]) -> Bool {
        var starter: Unicode.Scalar?
        var lastClass: UInt8 = 0
        for scalar in scalars {
            let order = scalar.properties.canonicalCombiningClass.rawValue
            // Marks stand in the order of their classes.
            if order > 0, order < lastClass { return false }
            if let starter, lastClass < order || lastClass == 0, composes(starter, scalar) { return false }
            if scalar.properties.isFullCompositionExclusion { return false }
            if order == 0 { starter = scalar }
            lastClass = order
        }
        return true
    }

    private static func composes(_ starter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Bool {
        // Strings compare by canonical equivalence, so that the pair is found by its composed form.
        mark.value >= 0x300 && composed.contains(String(String.UnicodeScalarView([starter, mark])))
    }

    /// The letters that are composed of others, each as a text.
    private static let composed: Set<String> = {
        var texts: Set<String> = []
        for block in [0xC0...0x1FFF as ClosedRange<UInt32>, 0x3040...0x30FF, 0x1_1000...0x1_1FFF] {
            for value in block {
                guard let scalar = Unicode.Scalar(value), !scalar.properties.isFullCompositionExclusion else {
                    continue
                }
                texts.insert(String(Character(scalar)))
            }
        }
        return texts
    }()
}

/// Punycode (RFC 3492).
enum Punycode {
    private static let base = 36
    private static let leastThreshold = 1
    private static let greatestThreshold = 26
    private static let skew = 38
    private static let damp = 700
    private static let initialBias = 72
    private static let initialScalar = 128
    /// Far more than a label may have, so that no sum overflows.
    private static let longest = 256

    /// Section 6.2; nil when `text` is no Punycode. Letters are small ones.
    static func decode(_ text: String) -> [Unicode.Scalar]? {
        let bytes = Array(text.utf8)
        guard bytes.count <= longest, bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        let mark = bytes.lastIndex(of: UInt8(ascii: "-"))
        var result = bytes[..<(mark ?? 0)].map { Unicode.Scalar($0) }
        var rest = bytes[(mark.map { $0 + 1 } ?? 0)...]
        var (value, index, bias) = (initialScalar, 0, initialBias)
        while !rest.isEmpty {
            guard let step = number(&rest, bias) else { return nil }
            let count = result.count + 1
            bias = adapted(step, count, isFirst: index == 0 && count == 1 + (mark ?? 0))
            value += (index + step) / count
            index = (index + step) % count
            guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else { return nil }
            result.insert(scalar, at: index)
            index += 1
        }
        return result
    }

    /// A number of variable length (section 3.3).
    private static func number(_ rest: inout ArraySlice<UInt8>, _ bias: Int) -> Int? {
        var (sum, weight, place) = (0, 1, base)
        while let byte = rest.popFirst() {
            guard let digit = digit(byte) else { return nil }
            let (product, isLarge) = digit.multipliedReportingOverflow(by: weight)
            sum += product
            guard !isLarge, sum <= Int(Int32.max) else { return nil }
            let threshold = threshold(place, bias)
            if digit < threshold { return sum }
            weight *= base - threshold
            guard weight <= Int(Int32.max) else { return nil }
            place += base
        }
        return nil
    }

    /// Section 6.3; nil when there are too many scalars for a label.
    static func encode(_ scalars: [Unicode.Scalar]) -> String? {
        guard scalars.count <= longest else { return nil }
        var text = String(String.UnicodeScalarView(scalars.filter(\.isASCII)))
        let plain = text.utf8.count
        if plain > 0 { text += "-" }
        var (value, step, bias, handled) = (initialScalar, 0, initialBias, plain)
        while handled < scalars.count {
            guard let next = scalars.lazy.map({ Int($0.value) }).filter({ $0 >= value }).min() else { return nil }
            step += (next - value) * (handled + 1)
            value = next
            for scalar in scalars.lazy.map({ Int($0.value) }) {
                if scalar < value { step += 1 }
                guard scalar == value else { continue }
                append(step, bias, to: &text)
                bias = adapted(step, handled + 1, isFirst: handled == plain)
                step = 0
                handled += 1
            }
            step += 1
            value += 1
        }
        return text
    }

    private static func append(_ number: Int, _ bias: Int, to text: inout String) {
        var (rest, place) = (number, base)
        while true {
            let threshold = threshold(place, bias)
            if rest < threshold { break }
            text.unicodeScalars.append(letter(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            place += base
        }
        text.unicodeScalars.append(letter(rest))
    }

    private static func threshold(_ place: Int, _ bias: Int) -> Int {
        min(max(place - bias, leastThreshold), greatestThreshold)
    }

    /// Section 6.1.
    private static func adapted(_ step: Int, _ count: Int, isFirst: Bool) -> Int {
        var rest = isFirst ? step / damp : step / 2
        rest += rest / count
        var place = 0
        while rest > (base - leastThreshold) * greatestThreshold / 2 {
            rest /= base - leastThreshold
            place += base
        }
        return place + (base - leastThreshold + 1) * rest / (rest + skew)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 26
        default: nil
        }
    }

    private static func letter(_ digit: Int) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(digit < 26 ? digit + 0x61 : digit - 26 + 0x30))
    }
}
