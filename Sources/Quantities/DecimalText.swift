/// Decimal numbers for persons and charts.
package enum DecimalText {
    /// A number that is given in hundredths, with no zeros behind the point, and `unit` behind it.
    package static func text(hundredths: Int, unit: StaticString = "") -> String {
        // From the end, digit by digit: texts of the parts would be made and thrown away. 64 bits have 19 digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24 + unit.utf8CodeUnitCount) { bytes in
            var place = bytes.count
            func add(_ byte: UInt8) {
                place -= 1
                bytes[place] = byte
            }
            unit.withUTF8Buffer { for byte in $0.reversed() { add(byte) } }
            var (rest, fraction) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
            if fraction > 0 {
                if fraction % 10 > 0 { add(UInt8(ascii: "0") + UInt8(fraction % 10)) }
                fraction /= 10
                add(UInt8(ascii: "0") + UInt8(fraction))
                add(UInt8(ascii: "."))
            }
            repeat {
                add(UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            } while rest > 0
            if hundredths < 0 { add(UInt8(ascii: "-")) }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[place...]), as: UTF8.self)
        }
    }
}
