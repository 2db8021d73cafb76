/// Percent-encoding (RFC 3986, section 2.1).
public enum PercentCoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// `text` with every byte but the unreserved ones (RFC 3986, section 2.3) encoded, in uppercase digits.
    public static func encode(_ text: String) -> String {
        encoded(text.utf8, where: isUnreserved)
    }

    /// `text` with everything encoded that a fragment can't hold (RFC 3986, section 3.5).
    public static func encodeFragment(_ text: String) -> String {
        encoded(text.utf8) { isUnreserved($0) || "!$&'()*+,;=:@/?".utf8.contains($0) }
    }

    /// `text` decoded where it is encoded, then encoded: the same for every way in which a person may have written it.
    public static func normalised(_ text: some Sequence<UInt8>) -> String {
        encoded(lenientBytes(Array(text), plusIsSpace: false), where: isUnreserved)
    }

    /// The text that an encoded one stands for; `nil` when it isn't UTF-8 or a `%` is followed by something else.
    public static func decode(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return text }
        return decoded(bytes) { _ in nil }.flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The text that an encoded one stands for, whatever it is: a `%` without two digits stands for itself, bytes that
    /// are not UTF-8 become U+FFFD.
    ///
    /// - Parameter plusIsSpace: Whether `+` is a space, as in a form (WHATWG URL, section 5.1).
    public static func decodeLeniently(_ text: some Sequence<UInt8>, plusIsSpace: Bool) -> String {
        // Most texts have nothing to decode, and aren't copied to find out.
        let plain = text.withContiguousStorageIfAvailable { bytes -> String? in
            let isPlain = bytes.allSatisfy { $0 != UInt8(ascii: "%") && !(plusIsSpace && $0 == UInt8(ascii: "+")) }
            return isPlain ? String(decoding: bytes, as: UTF8.self) : nil
        }
        return (plain ?? nil) ?? String(decoding: lenientBytes(Array(text), plusIsSpace: plusIsSpace), as: UTF8.self)
    }

    /// The bytes that encoded ones stand for; a `%` without two digits stands for itself.
    package static func decodedBytes(_ text: some Sequence<UInt8>) -> [UInt8] {
        lenientBytes(Array(text), plusIsSpace: false)
    }

    /// The value of a hexadecimal digit in ASCII; `nil` for another byte.
    public static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func encoded(_ bytes: some Collection<UInt8>, where isPlain: (UInt8) -> Bool) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        for byte in bytes {
            if isPlain(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func lenientBytes(_ text: [UInt8], plusIsSpace: Bool) -> [UInt8] {
        let text = plusIsSpace ? text.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 } : text
        return decoded(text) { $0 } ?? text
    }

    /// `stray` says what a `%` without two digits stands for; when it says nothing, nothing is decoded.
    private static func decoded(_ text: [UInt8], stray: (UInt8) -> UInt8?) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            if index + 1 < text.count, let high = hexadecimal(text[index]), let low = hexadecimal(text[index + 1]) {
                bytes.append(high << 4 | low)
                index += 2
            } else {
                guard let byte = stray(byte) else { return nil }
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
