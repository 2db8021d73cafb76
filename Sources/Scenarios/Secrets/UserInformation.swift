import URI

/// The user information of a URL (RFC 3986, section 3.2.1).
struct UserInformation: Equatable {
    /// What stands before the first colon, its percent-encoding undone.
    var user: String
    /// What stands behind it; `nil` where there is no colon.
    var password: String?

    /// A shorter password isn't looked for in texts.
    static let shortestPassword = 4

    /// That of `url`; `nil` when it has none.
    init?(of url: String) {
        let bytes = Array(url.utf8)
        guard let range = Self.ranges(in: bytes).first else { return nil }
        let text = bytes[range]
        let colon = text.firstIndex(of: UInt8(ascii: ":"))
        user = Self.decoded(text[..<(colon ?? text.endIndex)])
        password = colon.map { Self.decoded(text[($0 + 1)...]) }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return PercentCoding.decode(text) ?? text
    }

    /// `bytes` with `***` for every password in a URL.
    static func hiding(in bytes: [UInt8]) -> [UInt8] {
        let ranges = ranges(in: bytes)
        guard !ranges.isEmpty else { return bytes }
        var result: [UInt8] = []
        var index = 0
        for range in ranges {
            guard let colon = bytes[range].firstIndex(of: UInt8(ascii: ":")) else { continue }
            let password = bytes[(colon + 1)..<range.upperBound]
            // A shell variable stands there already, or a template.
            if password.first == UInt8(ascii: "$") || password.isEmpty { continue }
            result += bytes[index...colon] + Array("***".utf8)
            index = range.upperBound
        }
        return result + bytes[index...]
    }

    /// Where user information stands in `bytes`, without the `@`.
    private static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index + 2 < bytes.count {
            guard bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            else {
                index += 1
                continue
            }
            let start = index + 3
            let end = bytes[start...].firstIndex(where: endsAuthority) ?? bytes.count
            if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) { ranges.append(start..<at) }
            index = start
        }
        return ranges
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || "/?#\"<>\\^`{|}".utf8.contains(byte)
    }
}
