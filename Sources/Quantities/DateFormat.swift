package import JSON

/// How a time is written: a pattern of Unicode's date field symbols (UTS #35, Date Format Patterns), or a name.
package struct DateFormat: Sendable, Hashable {
    package enum Part: Sendable, Hashable {
        case literal([UInt8])
        /// `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`: so many digits.
        case year, month, day, hour, minute, second, millisecond
        /// `MMM` and `EEE`: in English.
        case monthName, weekday
        /// `XXX` and `xxx`: `+hh:mm`, for UTC `Z` in capitals. `XX` and `xx`: without the colon.
        case offset(hasColon: Bool, isZ: Bool)
        /// The fraction of a second, when there is one: read only.
        case anyFraction
        /// Seconds or milliseconds since 1970-01-01T00:00:00Z.
        case unixSeconds, unixMilliseconds
    }

    /// The pattern or name, as it was given.
    package let pattern: String
    package let parts: [Part]
    /// In which time it is written.
    private let zone: TimeZone

    private static let symbols: [(String, Part)] = [
        ("yyyy", .year), ("MMM", .monthName), ("MM", .month), ("dd", .day), ("HH", .hour), ("mm", .minute),
        ("ss", .second), ("SSS", .millisecond), ("EEE", .weekday), ("XXX", .offset(hasColon: true, isZ: true)),
        ("XX", .offset(hasColon: false, isZ: true)), ("xxx", .offset(hasColon: true, isZ: false)),
        ("xx", .offset(hasColon: false, isZ: false)),
    ]

    /// The format that `pattern` describes, or `unix`, `unixms`, `iso8601` (RFC 3339) or `http` (RFC 9110,
    /// IMF-fixdate).
    ///
    /// It is written in UTC.
    package init(_ pattern: String) throws(DateFormatError) { try self.init(pattern, zone: .utc) }

    /// The same, written in the time of `zone`.
    package init(_ pattern: String, zone: TimeZone) throws(DateFormatError) {
        self.pattern = pattern
        self.zone = zone
        if !zone.isUTC, pattern == "http" {
            throw DateFormatError(message: "the date format 'http' is in GMT", help: "leave the '@' and the zone out")
        }
        switch pattern {
        case "unix": parts = [.unixSeconds]
        case "unixms": parts = [.unixMilliseconds]
        case "http": parts = try Self.parse("EEE, dd MMM yyyy HH:mm:ss 'GMT'")
        case "iso8601":
            var parts = try Self.parse("yyyy-MM-dd'T'HH:mm:ss")
            parts += [.anyFraction, .offset(hasColon: true, isZ: true)]
            self.parts = parts
        default: parts = try Self.parse(pattern)
        }
    }

    private static func parse(_ pattern: String) throws(DateFormatError) -> [Part] {
        guard !pattern.isEmpty else {
            throw DateFormatError(
                message: "an empty date format",
                help: "write a pattern such as yyyy-MM-dd, or iso8601"
            )
        }
        var rest = Substring(pattern)
        var parts: [Part] = []
        while let first = rest.first {
            if first == "'" {
                parts.append(.literal(Array(try quoted(&rest, pattern).utf8)))
            } else if let (symbol, part) = symbols.first(where: { rest.hasPrefix($0.0) }) {
                let run = rest.prefix { $0 == first }.count
                guard run == symbol.count else { throw unknown(String(rest.prefix(run)), pattern) }
                parts.append(part)
                rest.removeFirst(run)
            } else if first.isASCII, first.isLetter {
                throw unknown(String(rest.prefix { $0 == first }), pattern)
            } else {
                parts.append(.literal(Array(String(first).utf8)))
                rest.removeFirst()
            }
        }
        return parts
    }

    /// The text between single quotes; two of them are one.
    private static func quoted(_ rest: inout Substring, _ pattern: String) throws(DateFormatError) -> String {
        rest.removeFirst()
        if rest.first == "'" {
            rest.removeFirst()
            return "'"
        }
        var text = ""
        while let next = rest.first {
            rest.removeFirst()
            if next != "'" {
                text.append(next)
            } else if rest.first == "'" {
                text.append("'")
                rest.removeFirst()
            } else {
                return text
            }
        }
        throw DateFormatError(
            message: "a quote in the date format '\(pattern)' is never closed",
            help: "close it with '"
        )
    }

    private static func unknown(_ symbol: String, _ pattern: String) -> DateFormatError {
        let known = symbols.map(\.0).joined(separator: " ")
        return DateFormatError(
            message: "'\(symbol)' in the date format '\(pattern)' means nothing here",
            help:
                "known are \(known), and the names unix unixms iso8601 http; put letters that stand for themselves in single quotes"
        )
    }
}

/// What is wrong with a date format.
package struct DateFormatError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    package var message: String
    /// What to write instead.
    package var help: String
}

extension DateFormat {
    /// The time that a number of seconds or milliseconds since 1970 is, in milliseconds; `nil` where the format isn't
    /// one, and for times beyond the year 9999.
    package func unixMilliseconds(from number: JSONNumber) -> Int64? {
        let latest = 253_402_300_800_000.0
        guard isNumber else { return nil }
        let milliseconds = number.double * (parts == [.unixSeconds] ? 1000 : 1)
        return milliseconds.magnitude <= latest ? Int64(milliseconds) : nil
    }

    /// The time that `text` writes in exactly this format, in milliseconds since 1970; `nil` for anything else: another
    /// length, a 13th month, 30 February, hour 24.
    package func unixMilliseconds(from text: String) -> Int64? {
        var reader = Reader(bytes: Array(text.utf8)[...])
        for part in parts {
            guard reader.read(part) else { return nil }
        }
        guard reader.bytes.isEmpty else { return nil }
        if let unix = reader.unix { return unix }
        guard reader.time.isReal, reader.weekday.map({ $0 == reader.time.weekday }) ?? true else { return nil }
        return reader.time.unixMilliseconds - Int64(reader.offset) * 60_000
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>
        var time = CivilTime(year: 1970, month: 1, day: 1)
        var weekday: Int?
        /// In minutes east of Greenwich.
        var offset = 0
        var unix: Int64?

        mutating func read(_ part: Part) -> Bool {
            switch part {
            case .literal(let literal): take(literal)
            case .year: number(4, \.year)
            case .month: number(2, \.month)
            case .day: number(2, \.day)
            case .hour: number(2, \.hour)
            case .minute: number(2, \.minute)
            case .second: number(2, \.second)
            case .millisecond: number(3, \.millisecond)
            case .monthName: name(DateFormat.months).map { time.month = $0 + 1 } != nil
            case .weekday: name(DateFormat.weekdays).map { weekday = $0 } != nil
            case .offset(let hasColon, let isZ): zone(hasColon: hasColon, isZ: isZ)
            case .anyFraction: fraction()
            case .unixSeconds: unixNumber(times: 1000)
            case .unixMilliseconds: unixNumber(times: 1)
            }
        }

        private mutating func take(_ literal: [UInt8]) -> Bool {
            guard bytes.starts(with: literal) else { return false }
            bytes.removeFirst(literal.count)
            return true
        }

        private mutating func digits(_ count: Int) -> Int? {
            let digits = bytes.prefix(count)
            guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            bytes.removeFirst(count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        private mutating func number(_ count: Int, _ field: WritableKeyPath<CivilTime, Int>) -> Bool {
            guard let value = digits(count) else { return false }
            time[keyPath: field] = value
            return true
        }

        private mutating func name(_ names: [String]) -> Int? {
            guard let index = names.firstIndex(where: { bytes.starts(with: $0.utf8) }) else { return nil }
            bytes.removeFirst(3)
            return index
        }

        private mutating func zone(hasColon: Bool, isZ: Bool) -> Bool {
            if isZ, take([UInt8(ascii: "Z")]) { return true }
            let isEast = take([UInt8(ascii: "+")])
            guard isEast || take([UInt8(ascii: "-")]), let hours = digits(2), !hasColon || take([UInt8(ascii: ":")]),
                let minutes = digits(2), hours <= 23, minutes <= 59
            else { return false }
            offset = (hours * 60 + minutes) * (isEast ? 1 : -1)
            return true
        }

        private mutating func fraction() -> Bool {
            guard take([UInt8(ascii: ".")]) else { return true }
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return false }
            bytes.removeFirst(digits.count)
            time.millisecond = (Array(digits) + [0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return true
        }

        private mutating func unixNumber(times factor: Int64) -> Bool {
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            guard let value = Int64(String(decoding: digits, as: UTF8.self)) else { return false }
            let (product, overflows) = value.multipliedReportingOverflow(by: factor)
            guard !overflows else { return false }
            unix = product
            bytes.removeFirst(digits.count)
            return true
        }
    }
}

extension DateFormat {
    package static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// The time as a value: of the formats that count from 1970 a number, of all others a text.
    package func value(fromUnixMilliseconds milliseconds: Int64) -> JSONValue {
        let text = string(fromUnixMilliseconds: milliseconds)
        return isNumber ? JSONNumber(literal: text).map(JSONValue.number) ?? .string(text) : .string(text)
    }

    /// Whether it is a number of seconds or milliseconds since 1970.
    package var isNumber: Bool { parts == [.unixSeconds] || parts == [.unixMilliseconds] }

    /// The time as this format writes it.
    package func string(fromUnixMilliseconds milliseconds: Int64) -> String {
        let offset = zone.offset(atUnixMilliseconds: milliseconds)
        let time = CivilTime(unixMilliseconds: milliseconds + Int64(offset) * 1000)
        var text: [UInt8] = []
        text.reserveCapacity(32)
        for part in parts {
            switch part {
            case .literal(let bytes): text += bytes
            case .year: Self.pad(time.year, 4, &text)
            case .month: Self.pad(time.month, 2, &text)
            case .day: Self.pad(time.day, 2, &text)
            case .hour: Self.pad(time.hour, 2, &text)
            case .minute: Self.pad(time.minute, 2, &text)
            case .second: Self.pad(time.second, 2, &text)
            case .millisecond: Self.pad(time.millisecond, 3, &text)
            case .monthName: text += Self.months[time.month - 1].utf8
            case .weekday: text += Self.weekdays[time.weekday].utf8
            case .offset(let hasColon, let isZ): Self.pad(zone: offset / 60, hasColon: hasColon, isZ: isZ, &text)
            case .anyFraction: break
            case .unixSeconds: text += "\(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)".utf8
            case .unixMilliseconds: text += "\(milliseconds)".utf8
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// For how many nanoseconds from a whole multiple of them on a time that is `offset` nanoseconds away is written in
    /// the same way.
    package func granularity(offset: Int64) -> UInt64 {
        let hasFractions = parts.contains(.millisecond) || parts.contains(.unixMilliseconds)
        return hasFractions || offset % 1_000_000_000 != 0 ? 1_000_000 : 1_000_000_000
    }

    /// A distance from UTC, in minutes east of Greenwich.
    private static func pad(zone: Int, hasColon: Bool, isZ: Bool, _ text: inout [UInt8]) {
        if isZ, zone == 0 { return text.append(UInt8(ascii: "Z")) }
        let (hours, minutes) = (Int(zone.magnitude) / 60, Int(zone.magnitude) % 60)
        text.append(UInt8(ascii: zone < 0 ? "-" : "+"))
        pad(hours, 2, &text)
        if hasColon { text.append(UInt8(ascii: ":")) }
        pad(minutes, 2, &text)
    }

    /// Digit by digit: a text of each number would be thrown away.
    private static func pad(_ value: Int, _ width: Int, _ text: inout [UInt8]) {
        var power = 1
        for _ in 1..<width { power *= 10 }
        guard value >= 0, value / power < 10 else {
            let digits = "\(value)"
            text += Array(repeating: UInt8(ascii: "0"), count: max(0, width - digits.utf8.count)) + digits.utf8
            return
        }
        while power > 0 {
            text.append(UInt8(ascii: "0") + UInt8(value / power % 10))
            power /= 10
        }
    }
}
