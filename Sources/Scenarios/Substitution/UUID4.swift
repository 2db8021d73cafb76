/// Random UUIDs (RFC 9562, section 5.4).
enum UUID4 {
    static func make(_ random: inout some RandomNumberGenerator) -> String {
        let high = (random.next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let low = (random.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let digits = hex(high) + hex(low)
        var text: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hex(_ value: UInt64) -> [UInt8] {
        (0..<16).map { Array("0123456789abcdef".utf8)[Int((value >> (60 - 4 * UInt64($0))) & 15)] }
    }
}
