/// The ID of a trace, as a `traceparent` of version 00 carries it (W3C Trace Context, Recommendation of 2021, section
/// 3.2.2.3): 16 bytes.
///
/// A plain value, so that a load can keep it without taking memory.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    private var high: UInt64
    private var low: UInt64

    /// The ID in the value of a field; `nil` for a value of another version, or one that is none.
    package init?(field value: some Collection<UInt8>) {
        var digits = value.makeIterator()
        guard digits.next() == 0x30, digits.next() == 0x30, digits.next() == 0x2D else { return nil }
        (high, low) = (0, 0)
        for place in 0..<32 {
            guard let digit = digits.next().flatMap(Self.digit) else { return nil }
            if place < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
        }
        guard digits.next() == 0x2D else { return nil }
    }

    /// The ID of the first `traceparent` among the fields of a request, as it is sent over HTTP/1.1; `nil` when it has
    /// none.
    ///
    /// Takes no memory.
    package init?(request: UnsafeBufferPointer<UInt8>) {
        let name: StaticString = "traceparent:"
        let length = name.utf8CodeUnitCount
        var start = 0
        while let feed = request[start...].firstIndex(of: 0x0A) {
            start = feed + 1
            // An empty line ends the fields.
            guard request.count - start > length, request[start] != 0x0D else { return nil }
            let isNamed = (0..<length).allSatisfy { request[start + $0] | 0x20 == name.utf8Start[$0] | 0x20 }
            guard isNamed else { continue }
            let value = request[(start + length)...].drop { $0 == 0x20 || $0 == 0x09 }
            self.init(field: value)
            return
        }
        return nil
    }

    /// The value of a hexadecimal digit; capitals are none here.
    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        default: nil
        }
    }

    /// Its 32 hexadecimal digits.
    public var description: String { Self.digits(high) + Self.digits(low) }

    private static func digits(_ half: UInt64) -> String {
        let text = String(half, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
