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
