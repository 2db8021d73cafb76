import JSON
import URI

/// A text by which a secret is recognised: the secret itself, or what an encoding makes of it that is more than a way
/// to write its characters (for those see ``SpelledText``).
struct SecretForm: Sendable, Hashable {
    /// How the text came of the secret.
    enum Encoding: Sendable, Hashable {
        case plain
        /// The characters of base64 that the secret alone decides on, when so many bytes, modulo three, stand before
        /// it.
        case base64(before: Int)
        case hexadecimal
        /// Anything that no command of a shell is given for.
        case other
    }

    var bytes: [UInt8]
    var encoding: Encoding

    /// In other letters than its own a secret is recognised from so many characters on: shorter ones are words.
    private static let longEnoughForOtherCase = 8
    /// A line of a secret that has several is a secret itself from this length on.
    private static let longEnoughLine = 12
    /// Encodings of fewer bytes than this stand everywhere by chance.
    private static let longEnoughToEncode = 4

    /// Every form of `secret`, the plain one first.
    static func all(of secret: String) -> [SecretForm] {
        let bytes = Array(secret.utf8)
        var forms = [SecretForm(bytes: bytes, encoding: .plain)]
        guard bytes.count >= longEnoughToEncode else { return forms }
        for before in 0..<3 { forms += base64(bytes, before: before) }
        for digits in ["0123456789abcdef", "0123456789ABCDEF"] {
            let pairs = hexadecimal(bytes, Array(digits.utf8))
            forms.append(SecretForm(bytes: Array(pairs.joined()), encoding: .hexadecimal))
            // As dumps and fingerprints show bytes.
            for separator in [" ", ":", "-", ", 0x", ",0x"] {
                forms.append(SecretForm(bytes: Array(pairs.joined(separator: separator.utf8)), encoding: .other))
            }
        }
        // As lists of bytes are printed.
        for separator in [", ", ",", " "] {
            let list = bytes.map { "\($0)" }.joined(separator: separator)
            forms.append(SecretForm(bytes: Array(list.utf8), encoding: .other))
        }
        let units = Array(secret.utf16)
        let little = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let big = units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        // The zero at the outer end may belong to a neighbour, as far as anyone can see.
        var others = [Array(little.dropLast(little.last == 0 ? 1 : 0)), Array(big.dropFirst(big.first == 0 ? 1 : 0))]
        let scalars = secret.unicodeScalars
        if scalars.contains(where: { !$0.isASCII }), scalars.allSatisfy({ $0.value < 0x100 }) {
            others.append(scalars.map { UInt8($0.value) })
        }
        if scalars.count >= longEnoughForOtherCase {
            others += [Array(secret.uppercased().utf8), Array(secret.lowercased().utf8)]
        }
        others += lines(secret)
        // Within texts that are in base64 themselves: of JSON, in UTF-16, encoded twice.
        let inside = [written(secret, isASCII: false), written(secret, isASCII: true)].filter { $0 != bytes }
        for inner in inside + [little, Array(Base64.encode(bytes).utf8)] {
            others += (0..<3).flatMap { base64(inner, before: $0).map(\.bytes) }
        }
        for other in others where other != bytes { forms.append(SecretForm(bytes: other, encoding: .other)) }
        return forms
    }

    /// `secret` as it stands in a string of JSON, which escapes what isn't ASCII or leaves it.
    private static func written(_ secret: String, isASCII: Bool) -> [UInt8] {
        let text = JSONSerializer.serialize(.string(secret)).dropFirst().dropLast()
        guard isASCII else { return Array(text) }
        return String(decoding: text, as: UTF8.self).utf16.flatMap { unit -> [UInt8] in
            if unit < 0x80 { return [UInt8(unit)] }
            let digits = Hex.encode([UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)])
            return Array("\\u\(digits)".utf8)
        }
    }

    /// The characters of base64 (RFC 4648, section 4) and of its alphabet for URLs (section 5).
    private static func base64(_ secret: [UInt8], before: Int) -> [SecretForm] {
        let text = Array(Base64.encode([UInt8](repeating: 0, count: before) + secret).utf8)
        // A character has six bits: those with bits of a neighbour are left out.
        let first = (8 * before + 5) / 6
        let end = 8 * (before + secret.count) / 6
        guard end - first >= longEnoughToEncode else { return [] }
        let own = Array(text[first..<end])
        let forURLs = own.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        let form = SecretForm(bytes: own, encoding: .base64(before: before))
        return own == forURLs ? [form] : [form, SecretForm(bytes: forURLs, encoding: .base64(before: before))]
    }

    private static func hexadecimal(_ bytes: [UInt8], _ digits: [UInt8]) -> [[UInt8]] {
        bytes.map { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
    }

    /// The lines of a secret with several: a log shows them one by one. A lone one is all of it, whatever breaks stand
    /// around it.
    private static func lines(_ secret: String) -> [[UInt8]] {
        let lines = secret.utf8.split { $0 == 0x0A || $0 == 0x0D }
        guard lines.count > 1 else { return lines.map { Array($0) } }
        return lines.filter { $0.count >= longEnoughLine && !$0.starts(with: Array("-----".utf8)) }.map { Array($0) }
    }
}

/// A run of characters of base64 in a text, of the alphabet for URLs too (RFC 4648, section 5).
enum Base64Run {
    private static func isCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+/-_".utf8.contains(byte)
        }
    }

    /// What `text`, which may lack its padding, decodes to; `nil` where it is no base64.
    static func decode(_ text: [UInt8]) -> (bytes: [UInt8], isForURLs: Bool)? {
        let isForURLs = text.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        return Base64URL.decodeAny(String(decoding: text, as: UTF8.self)).map { ($0, isForURLs) }
    }

    static func encode(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }

    /// More than this isn't read before a secret: what it decodes to is for a command only.
    private static let longestBefore = 1024

    /// The part of the run around the characters `core` that can be decoded by itself: from the group of four in which
    /// the secret begins, or the run's beginning, to its end. `before` bytes of the first group aren't the secret's;
    /// what stands before `least` is left alone.
    static func range(around core: Range<Int>, before: Int, in bytes: [UInt8], from least: Int) -> Range<Int> {
        let start = core.lowerBound - (8 * before + 5) / 6
        guard start >= least, bytes[start..<core.lowerBound].allSatisfy(isCharacter) else { return core }
        let first = beginning(start, in: bytes, from: least)
        let whole = first..<end(core.upperBound, from: start, in: bytes)
        if decode(Array(bytes[whole])) != nil { return whole }
        // What follows is no base64: only the group in which the secret ends.
        let last = start + (core.upperBound - start + 3) / 4 * 4
        guard last <= bytes.count, decode(Array(bytes[first..<last])) != nil else { return core }
        return first..<last
    }

    private static func beginning(_ start: Int, in bytes: [UInt8], from least: Int) -> Int {
        let run = bytes[max(least, start - longestBefore)..<start].reversed().prefix(while: isCharacter).count
        guard run > 0, run.isMultiple(of: 4), let decoded = decode(Array(bytes[(start - run)..<start])),
            decoded.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return start }
        return start - run
    }

    private static func end(_ core: Int, from start: Int, in bytes: [UInt8]) -> Int {
        var end = core
        while end < bytes.count, isCharacter(bytes[end]) { end += 1 }
        // One character of a group is none; what follows the run belongs to something else.
        if (end - start) % 4 == 1, end > core { end -= 1 }
        while !(end - start).isMultiple(of: 4), end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
        return end
    }
}
