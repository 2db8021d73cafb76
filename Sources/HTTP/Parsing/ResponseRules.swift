/// What a complete response has to have by its status and fields (RFC 9110): the deviations that its syntax doesn't
/// show.
package enum ResponseRules {
    /// Fields of which there can be one (RFC 9110, section 5.3).
    private static let singletons = [
        "Content-Type", "Content-Range", "Content-Location", "Date", "ETag", "Last-Modified", "Location", "Retry-After",
        "Age", "Expires", "Server",
    ]

    /// How `response` breaks the rules, in answer to `request`.
    package static func deviations(of response: HTTPResponse, to request: HTTPRequest) -> Deviations {
        var found = Deviations()
        func lacks(_ name: String) -> Bool { response.headers.values(name).isEmpty }
        switch response.status {
        case 101, 426: if lacks("Upgrade") { found.insert(.missingUpgrade) }
        case 206:
            let isMultipart = response.headers["Content-Type"]?.lowercased().hasPrefix("multipart/byteranges") ?? false
            if lacks("Content-Range"), !isMultipart { found.insert(.missingContentRange) }
            if !request.has("Range") { found.insert(.unaskedPart) }
        case 304:
            let conditions = ["If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range"]
            if !conditions.contains(where: request.has) { found.insert(.unaskedNotModified) }
        case 401: if lacks("WWW-Authenticate") { found.insert(.missingChallenge) }
        case 405: if lacks("Allow") { found.insert(.missingAllow) }
        case 407: if lacks("Proxy-Authenticate") { found.insert(.missingProxyChallenge) }
        default: break
        }
        if singletons.contains(where: { response.headers.values($0).count > 1 }) { found.insert(.repeatedField) }
        if response.headers.values("Content-Type").contains(where: { !isMediaType($0.utf8) }) {
            found.insert(.invalidMediaType)
        }
        let dates = response.headers.values("Date") + response.headers.values("Last-Modified")
        if dates.contains(where: { !isFixedDate(Array($0.utf8)) }) { found.insert(.invalidDate) }
        if response.headers.values("ETag").contains(where: { !isEntityTag($0.utf8) }) {
            found.insert(.invalidEntityTag)
        }
        checkLifetime(response.headers, &found)
        return found
    }

    /// Since when what answers is deprecated, and from when on it may be gone.
    private static func checkLifetime(_ headers: HeaderFields, _ found: inout Deviations) {
        let deprecation = headers["Deprecation"].map { structuredDate($0.utf8) }
        let sunset = headers["Sunset"]
        if deprecation == .some(nil) { found.insert(.invalidDeprecation) }
        guard let sunset else { return }
        guard isFixedDate(Array(sunset.utf8)), let end = CookieDate.seconds(sunset) else {
            found.insert(.invalidSunset)
            return
        }
        if case let since?? = deprecation, end < since { found.insert(.earlySunset) }
    }

    /// Seconds since 1970 of a date of structured fields, with or without parameters: `@1659578233` (RFC 9651, section
    /// 3.3.7); of at most 15 digits (section 3.3.1).
    private static func structuredDate(_ value: String.UTF8View) -> Int64? {
        guard value.first == UInt8(ascii: "@") else { return nil }
        let number = value.dropFirst().prefix { $0 == UInt8(ascii: "-") || ByteClass.isDigit($0) }
        guard number.count <= 16, areParameters(value[number.endIndex...]) else { return nil }
        return Int64(String(Substring(number)))
    }

    /// `type "/" subtype parameters` (RFC 9110, section 8.3.1).
    private static func isMediaType(_ value: String.UTF8View) -> Bool {
        let slash = value.firstIndex(of: UInt8(ascii: "/")) ?? value.endIndex
        let rest = value[slash...].dropFirst()
        let subtype = rest.prefix { $0 != UInt8(ascii: ";") }
        guard FieldSyntax.isToken(value[..<slash]), FieldSyntax.isToken(subtype.withoutBlanks) else { return false }
        return areParameters(rest[subtype.endIndex...])
    }

    /// `*( OWS ";" OWS [ token "=" ( token / quoted-string ) ] )` (RFC 9110, section 5.6.6).
    private static func areParameters(_ bytes: Substring.UTF8View) -> Bool {
        var rest = bytes
        while true {
            rest = rest.drop(while: ByteClass.isBlank)
            guard let first = rest.first else { return true }
            guard first == UInt8(ascii: ";") else { return false }
            rest = rest.dropFirst().drop(while: ByteClass.isBlank)
            let name = rest.prefix(while: ByteClass.isToken)
            guard !name.isEmpty else { continue }
            rest = rest[name.endIndex...]
            guard rest.first == UInt8(ascii: "=") else { return false }
            rest = rest.dropFirst()
            guard rest.first == UInt8(ascii: "\"") else {
                let value = rest.prefix(while: ByteClass.isToken)
                guard !value.isEmpty else { return false }
                rest = rest[value.endIndex...]
                continue
            }
            guard let end = endOfQuoted(rest) else { return false }
            rest = rest[end...]
        }
    }

    /// Where the quoted string ends that `bytes` begins with.
    private static func endOfQuoted(_ bytes: Substring.UTF8View) -> Substring.UTF8View.Index? {
        var index = bytes.index(after: bytes.startIndex)
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""): return bytes.index(after: index)
            case UInt8(ascii: "\\"):
                index = bytes.index(after: index)
                guard index < bytes.endIndex else { return nil }
            default: break
            }
            index = bytes.index(after: index)
        }
        return nil
    }

    /// `[ "W/" ] DQUOTE *etagc DQUOTE` (RFC 9110, section 8.8.3).
    private static func isEntityTag(_ value: String.UTF8View) -> Bool {
        let opaque = value.starts(with: "W/".utf8) ? value.dropFirst(2) : value[...]
        let quote = UInt8(ascii: "\"")
        guard opaque.count >= 2, opaque.first == quote, opaque.last == quote else { return false }
        return opaque.dropFirst().dropLast().allSatisfy { $0 > 0x20 && $0 != quote && $0 != 0x7F }
    }

    /// `day-name "," SP date1 SP time-of-day SP GMT` (RFC 9110, section 5.6.7), such as
    /// `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms aren't to be sent.
    private static func isFixedDate(_ value: [UInt8]) -> Bool {
        guard value.count == 29 else { return false }
        func text(_ range: Range<Int>) -> String { String(decoding: value[range], as: UTF8.self) }
        func number(_ start: Int, _ count: Int, _ range: ClosedRange<Int>) -> Bool {
            let digits = value[start..<start + count]
            guard digits.allSatisfy(ByteClass.isDigit) else { return false }
            return range.contains(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(text(0..<3)) && text(3..<5) == ", "
            && number(5, 2, 1...31) && text(7..<8) == " " && months.contains(text(8..<11)) && text(11..<12) == " "
            && number(12, 4, 0...9999) && text(16..<17) == " " && number(17, 2, 0...23) && text(19..<20) == ":"
            && number(20, 2, 0...59) && text(22..<23) == ":" && number(23, 2, 0...60) && text(25..<29) == " GMT"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
