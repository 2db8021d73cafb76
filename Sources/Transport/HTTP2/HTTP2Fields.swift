import CNGHTTP2
import Glibc
import HTTP

/// Makes the fields of an HTTP/2 request of its bytes in the form of HTTP/1.1, where they are.
enum HTTP2Fields {
    private static let names:
        (method: StaticString, scheme: StaticString, authority: StaticString, path: StaticString) =
            (":method", ":scheme", ":authority", ":path")

    /// Calls `body` with the fields of the request at `bytes`, how many they are, and where its content begins.
    static func withFields(
        _ bytes: UnsafeMutablePointer<UInt8>,
        _ count: Int,
        isTLS: Bool,
        _ body: (UnsafeMutablePointer<nghttp2_nv>?, Int, Int) -> Int32
    ) -> Int32 {
        var lines = 0
        var place = 0
        while let end = lineEnd(bytes, place, count), end > place + 1 {
            lines += 1
            place = end + 1
        }
        return withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: lines + 4) { fields in
            var writer = Writer(fields: fields, bytes: bytes)
            place = writer.takeRequestLine(count, isTLS: isTLS)
            while let end = lineEnd(bytes, place, count), end > place + 1 {
                writer.takeLine(place, end - 1)
                place = end + 1
            }
            let content = min(count, place + 2)
            return body(fields.baseAddress, writer.number, content)
        }
    }

    /// Where the LF of the line is that begins at `place`.
    private static func lineEnd(_ bytes: UnsafeMutablePointer<UInt8>, _ place: Int, _ count: Int) -> Int? {
        guard place < count, let found = memchr(bytes + place, 0x0A, count - place) else { return nil }
        return found - UnsafeMutableRawPointer(bytes)
    }

    private struct Writer {
        let fields: UnsafeMutableBufferPointer<nghttp2_nv>
        let bytes: UnsafeMutablePointer<UInt8>
        var number = 0
        private var isConnect = false
        private var hasAuthority = false

        init(fields: UnsafeMutableBufferPointer<nghttp2_nv>, bytes: UnsafeMutablePointer<UInt8>) {
            self.fields = fields
            self.bytes = bytes
        }

        /// Takes `METHOD SP target SP version`; where the next line begins.
        mutating func takeRequestLine(_ count: Int, isTLS: Bool) -> Int {
            guard let end = HTTP2Fields.lineEnd(bytes, 0, count) else { return count }
            var first = 0
            while first < end, bytes[first] != 0x20 { first += 1 }
            var last = end
            while last > first + 1, bytes[last] != 0x20 { last -= 1 }
            isConnect = first == 7 && memcmp(bytes, "CONNECT", 7) == 0
            add(HTTP2Fields.names.method, bytes, first)
            guard !isConnect else { return end + 1 }
            let scheme: StaticString = isTLS ? "https" : "http"
            add(HTTP2Fields.names.scheme, UnsafeMutablePointer(mutating: scheme.utf8Start), scheme.utf8CodeUnitCount)
            add(HTTP2Fields.names.path, bytes + first + 1, last - first - 1)
            return end + 1
        }

        /// Takes the field of the line `start..<end`, without its CR LF.
        mutating func takeLine(_ start: Int, _ end: Int) {
            var colon = start
            while colon < end, bytes[colon] != 0x3A {
                // Names are in lower case (RFC 9113, section 8.2).
                if bytes[colon] >= 0x41, bytes[colon] <= 0x5A { bytes[colon] |= 0x20 }
                colon += 1
            }
            guard colon < end else { return }
            var (value, valueEnd) = (colon + 1, end)
            while value < valueEnd, bytes[value] == 0x20 || bytes[value] == 0x09 { value += 1 }
            while valueEnd > value, bytes[valueEnd - 1] == 0x20 || bytes[valueEnd - 1] == 0x09 { valueEnd -= 1 }
            let length = colon - start
            if length == 4, memcmp(bytes + start, "host", 4) == 0, !hasAuthority {
                hasAuthority = true
                return insertAuthority(bytes + value, valueEnd - value)
            }
            fields[number] = nghttp2_nv(
                name: bytes + start,
                value: bytes + value,
                namelen: length,
                valuelen: valueEnd - value,
                flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)
            )
            number += 1
        }

        /// Pseudo-header fields come before all others (RFC 9113, section 8.3).
        private mutating func insertAuthority(_ value: UnsafeMutablePointer<UInt8>, _ length: Int) {
            let place = isConnect ? 1 : 3
            for other in stride(from: number, to: place, by: -1) { fields[other] = fields[other - 1] }
            number += 1
            let end = number
            number = place
            add(HTTP2Fields.names.authority, value, length)
            number = end
        }

        private mutating func add(_ name: StaticString, _ value: UnsafeMutablePointer<UInt8>, _ length: Int) {
            fields[number] = nghttp2_nv(
                name: UnsafeMutablePointer(mutating: name.utf8Start),
                value: value,
                namelen: name.utf8CodeUnitCount,
                valuelen: length,
                flags: UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue)
            )
            number += 1
        }
    }
}
