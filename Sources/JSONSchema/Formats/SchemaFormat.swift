import JSON
import Patterns
import URI

/// The formats that can be checked (JSON Schema Validation, section 7.3; OpenAPI 3.0.3, section "Data Types").
enum SchemaFormat: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case internationalEmail = "idn-email"
    case hostname
    case internationalHostname = "idn-hostname"
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uuid
    case uriTemplate = "uri-template"
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex
    case int32
    case int64
    /// Base64 (OpenAPI 3.0.3, "Data Types"; RFC 4648, section 4).
    case byte

    /// The format with this name; nil for one that isn't known or not checked in this dialect.
    init?(name: String, _ dialect: JSONSchema.Dialect, knowsNumbers: Bool) {
        self.init(rawValue: name)
        if dialect == .openAPI30 { return }
        if self == .byte || appliesToNumbers && !knowsNumbers { return nil }
    }

    /// Whether the format is one of numbers; all others are of strings.
    var appliesToNumbers: Bool { self == .int32 || self == .int64 }

    func accepts(_ number: JSONNumber) -> Bool {
        guard let value = number.int else { return false }
        return self != .int32 || Int32(exactly: value) != nil
    }

    func accepts(_ text: String) -> Bool {
        switch self {
        case .dateTime: DateTimeFormat.isDateTime(text)
        case .date: DateTimeFormat.isDate(text)
        case .time: DateTimeFormat.isTime(text)
        case .duration: DurationFormat.accepts(text)
        case .email: MailFormat.accepts(text, isInternational: false)
        case .internationalEmail: MailFormat.accepts(text, isInternational: true)
        case .hostname: HostnameFormat.accepts(text, isInternational: false)
        case .internationalHostname: HostnameFormat.accepts(text, isInternational: true)
        case .ipv4: AddressFormat.isIPv4(text.utf8[...])
        case .ipv6: AddressFormat.isIPv6(text.utf8[...])
        case .uri: URIFormat.accepts(text, isReference: false, isInternational: false)
        case .uriReference: URIFormat.accepts(text, isReference: true, isInternational: false)
        case .iri: URIFormat.accepts(text, isReference: false, isInternational: true)
        case .iriReference: URIFormat.accepts(text, isReference: true, isInternational: true)
        case .uuid: UUIDFormat.accepts(text)
        case .uriTemplate: URITemplateFormat.accepts(text)
        case .jsonPointer: JSONPointer(text) != nil
        case .relativeJSONPointer: RelativePointerFormat.accepts(text)
        case .regex: RegexFormat.accepts(text)
        case .byte: Base64.decode(text) != nil
        case .int32, .int64: true
        }
    }

    /// What a message says is expected.
    var description: String {
        switch self {
        case .dateTime: "a date and time such as 2026-01-31T12:00:00Z"
        case .date: "a date such as 2026-01-31"
        case .time: "a time with its offset, such as 12:00:00Z"
        case .duration: "a duration such as P1DT12H"
        case .email, .internationalEmail: "an e-mail address"
        case .hostname, .internationalHostname: "a host name"
        case .ipv4: "an IPv4 address such as 192.0.2.1"
        case .ipv6: "an IPv6 address such as 2001:db8::1"
        case .uri: "an absolute URI such as https://example.org/a"
        case .uriReference: "a URI or a relative reference"
        case .iri: "an absolute IRI such as https://example.org/a"
        case .iriReference: "an IRI or a relative reference"
        case .uuid: "a UUID such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
        case .uriTemplate: "a URI template such as /items/{id}"
        case .jsonPointer: "a JSON Pointer such as /items/0"
        case .relativeJSONPointer: "a relative JSON Pointer such as 1/items"
        case .regex: "a regular expression of ECMA-262"
        case .int32: "a whole number of 32 bits"
        case .int64: "a whole number of 64 bits"
        case .byte: "base64 such as aGVsbG8="
        }
    }
}

/// Reads a text of a format from its beginning, byte by byte.
struct FormatReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text.utf8[...]
    }

    init(_ text: Substring.UTF8View) {
        rest = text
    }

    var isAtEnd: Bool { rest.isEmpty }

    var next: UInt8? { rest.first }

    /// Takes `character` where it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, byte == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes a letter where it is next, be it a capital or not.
    mutating func takeLetter(_ letter: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, byte | 0x20 == UInt8(ascii: letter) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes the bytes that fit, and returns how many there were.
    mutating func takeAll(where fits: (UInt8) -> Bool) -> Int {
        let run = rest.prefix(while: fits)
        rest = rest[run.endIndex...]
        return run.count
    }

    /// The number of exactly `count` digits that are next.
    mutating func number(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.first, Self.isDigit(byte) else { return nil }
            rest.removeFirst()
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    static func isHexadecimal(_ byte: UInt8) -> Bool { PercentCoding.hexadecimal(byte) != nil }
}

/// Dates and times (RFC 3339, section 5.6).
enum DateTimeFormat {
    static func isDate(_ text: String) -> Bool {
        var reader = FormatReader(text)
        return date(&reader) && reader.isAtEnd
    }

    static func isTime(_ text: String) -> Bool {
        var reader = FormatReader(text)
        return time(&reader) && reader.isAtEnd
    }

    static func isDateTime(_ text: String) -> Bool {
        var reader = FormatReader(text)
        return date(&reader) && reader.takeLetter("t") && time(&reader) && reader.isAtEnd
    }

    private static func date(_ reader: inout FormatReader) -> Bool {
        guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2),
            reader.take("-"), let day = reader.number(digits: 2), (1...12).contains(month)
        else { return false }
        return day >= 1 && day <= days(of: month, in: year)
    }

    private static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func time(_ reader: inout FormatReader) -> Bool {
        guard let hour = reader.number(digits: 2), reader.take(":"), let minute = reader.number(digits: 2),
            reader.take(":"), let second = reader.number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return false }
        if reader.take("."), reader.takeAll(where: FormatReader.isDigit) == 0 { return false }
        guard let offset = offset(&reader) else { return false }
        if second < 60 { return true }
        // A leap second is the last of a day in UTC (section 5.7).
        let day = 24 * 60
        return (hour * 60 + minute - offset + day) % day == day - 1
    }

    /// The offset from UTC in minutes.
    private static func offset(_ reader: inout FormatReader) -> Int? {
        if reader.takeLetter("z") { return 0 }
        let isAhead = reader.take("+")
        guard isAhead || reader.take("-"), let hour = reader.number(digits: 2), reader.take(":"),
            let minute = reader.number(digits: 2), hour < 24, minute < 60
        else { return nil }
        return (isAhead ? 1 : -1) * (hour * 60 + minute)
    }
}

/// Durations (RFC 3339, appendix A).
enum DurationFormat {
    static func accepts(_ text: String) -> Bool {
        var reader = FormatReader(text)
        guard reader.take("P") else { return false }
        let dates = parts("YMD", &reader)
        guard let dates else { return weeks(text) }
        if reader.isAtEnd { return dates > 0 }
        guard reader.take("T"), let times = parts("HMS", &reader) else { return false }
        return times > 0 && reader.isAtEnd
    }

    /// How many amounts with these units follow, none of them left out between two others; nil when it is otherwise.
    private static func parts(_ units: String, _ reader: inout FormatReader) -> Int? {
        var rest = Array(units.unicodeScalars)
        var count = 0
        while let byte = reader.next, FormatReader.isDigit(byte) {
            _ = reader.takeAll(where: FormatReader.isDigit)
            guard let place = rest.firstIndex(where: { reader.take($0) }), count == 0 || place == 0 else { return nil }
            rest.removeFirst(place + 1)
            count += 1
        }
        return count
    }

    private static func weeks(_ text: String) -> Bool {
        var reader = FormatReader(text)
        return reader.take("P") && reader.takeAll(where: FormatReader.isDigit) > 0 && reader.take("W")
            && reader.isAtEnd
    }
}

/// Regular expressions of ECMA-262.
enum RegexFormat {
    static func accepts(_ text: String) -> Bool {
        do {
            _ = try RegularExpression(ecma262: text, allowsLeadingFlags: false)
            return true
        } catch {
            // What the engine doesn't support or hasn't room for may still be a regular expression.
            return error.kind != .syntax
        }
    }
}

/// UUIDs (RFC 4122, section 3).
enum UUIDFormat {
    static func accepts(_ text: String) -> Bool {
        guard text.utf8.count == 36 else { return false }
        return text.utf8.enumerated().allSatisfy { offset, byte in
            switch offset {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            default: FormatReader.isHexadecimal(byte)
            }
        }
    }
}

/// Relative JSON Pointers (draft-bhutton-relative-json-pointer-00, section 3, without index manipulation).
enum RelativePointerFormat {
    static func accepts(_ text: String) -> Bool {
        let digits = text.utf8.prefix(while: FormatReader.isDigit)
        guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return false }
        let rest = text[digits.endIndex...]
        return rest == "#" || JSONPointer(String(rest)) != nil
    }
}
