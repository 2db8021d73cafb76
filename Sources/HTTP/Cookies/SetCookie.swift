/// What a `Set-Cookie` field says (RFC 6265, section 5.2); attributes that a client of APIs has no use for are passed
/// over.
struct SetCookie: Sendable, Hashable {
    var name: String
    var value: String
    var expires: Int64?
    var maxAge: Int64?
    /// In lower case, without a leading dot; `nil` for none.
    var domain: String?
    /// `nil` for the default.
    var path: String?
    var isSecure = false

    /// The longest name and value together, in bytes; what is longer is ignored, as browsers do.
    private static let longest = 4096

    /// `nil` for one that has to be ignored.
    init?(_ field: String) {
        guard field.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { return nil }
        var parts = field.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)[...]
        guard let pair = parts.popFirst(), let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        name = Self.text(pair[..<equals])
        value = Self.text(pair[pair.index(after: equals)...])
        guard !name.isEmpty, name.utf8.count + value.utf8.count <= Self.longest else { return nil }
        for part in parts { take(part) }
    }

    /// The last of several attributes of a name counts.
    private mutating func take(_ attribute: Substring.UTF8View) {
        let equals = attribute.firstIndex(of: UInt8(ascii: "="))
        let name = Self.text(attribute[..<(equals ?? attribute.endIndex)]).lowercased()
        let value = equals.map { Self.text(attribute[attribute.index(after: $0)...]) } ?? ""
        switch name {
        case "expires": expires = CookieDate.seconds(value) ?? expires
        case "max-age": maxAge = Self.seconds(value) ?? maxAge
        case "domain":
            guard !value.isEmpty else { return }
            domain = (value.utf8.first == UInt8(ascii: ".") ? String(value.dropFirst()) : value).lowercased()
        case "path": path = value.utf8.first == UInt8(ascii: "/") ? value : nil
        case "secure": isSecure = true
        default: break
        }
    }

    private static func text(_ bytes: Substring.UTF8View) -> String { String(Substring(bytes.withoutBlanks)) }

    /// A `Max-Age`: digits, a minus before them at most; saturated.
    private static func seconds(_ text: String) -> Int64? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.utf8.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty, digits.allSatisfy(ByteClass.isDigit) else { return nil }
        if isNegative { return 0 }
        return Int64(String(Substring(digits))) ?? .max
    }
}

/// Dates in cookies, in any of the ways in which servers write them (RFC 6265, section 5.1.1).
enum CookieDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private struct Found {
        var time: (hour: Int, minute: Int, second: Int)?
        var day: Int?
        var month: Int?
        var year: Int?
    }

    /// Seconds since 1970; `nil` when it isn't a date.
    static func seconds(_ text: String) -> Int64? {
        var found = Found()
        for token in text.utf8.split(whereSeparator: isDelimiter) { take(token, &found) }
        guard let time = found.time, let day = found.day, let month = found.month, var year = found.year else {
            return nil
        }
        if year >= 70, year <= 99 { year += 1900 } else if year <= 69 { year += 2000 }
        guard (1...31).contains(day), year >= 1601, time.hour <= 23, time.minute <= 59, time.second <= 59,
            day <= days(month, year)
        else { return nil }
        return unixDays(year, month, day) * 86_400 + Int64(time.hour * 3600 + time.minute * 60 + time.second)
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x20...0x2F, 0x3B...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    private static func take(_ token: Substring.UTF8View, _ found: inout Found) {
        if found.time == nil, let time = time(token) {
            found.time = time
        } else if found.day == nil, let day = number(token, digits: 1...2) {
            found.day = day
        } else if found.month == nil, let month = month(token) {
            found.month = month
        } else if found.year == nil, let year = number(token, digits: 2...4) {
            found.year = year
        }
    }

    private static func time(_ token: Substring.UTF8View) -> (hour: Int, minute: Int, second: Int)? {
        let parts = token.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count <= 2, parts[0].allSatisfy(ByteClass.isDigit),
            parts[1].count <= 2, parts[1].allSatisfy(ByteClass.isDigit),
            let hour = number(parts[0], digits: 1...2), let minute = number(parts[1], digits: 1...2),
            let second = number(parts[2], digits: 1...2)
        else { return nil }
        return (hour, minute, second)
    }

    /// The number that so many digits begin; a further character isn't a digit.
    private static func number(_ token: Substring.UTF8View, digits: ClosedRange<Int>) -> Int? {
        let found = token.prefix(while: ByteClass.isDigit)
        guard digits.contains(found.count) else { return nil }
        return Int(String(Substring(found)))
    }

    private static func month(_ token: Substring.UTF8View) -> Int? {
        let name = String(Substring(token.prefix(3))).lowercased()
        return months.firstIndex(of: name).map { $0 + 1 }
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar.
    private static func unixDays(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        // Years begin in March, so that the leap day is the last.
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return Int64(era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468)
    }
}
