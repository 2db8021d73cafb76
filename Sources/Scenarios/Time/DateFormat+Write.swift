package import JSON

extension DateFormat {
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// The time as a value: of the formats that count from 1970 a number, of all others a text.
    package func value(fromUnixMilliseconds milliseconds: Int64) -> JSONValue {
        let text = string(fromUnixMilliseconds: milliseconds)
        return isNumber ? JSONNumber(literal: text).map(JSONValue.number) ?? .string(text) : .string(text)
    }

    /// Whether it is a number of seconds or milliseconds since 1970.
    package var isNumber: Bool { parts == [.unixSeconds] || parts == [.unixMilliseconds] }

    /// The time as this format writes it.
    public func string(fromUnixMilliseconds milliseconds: Int64) -> String {
        let time = CivilTime(unixMilliseconds: milliseconds)
        return parts.map { part in
            switch part {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .year: Self.padded(time.year, 4)
            case .month: Self.padded(time.month, 2)
            case .day: Self.padded(time.day, 2)
            case .hour: Self.padded(time.hour, 2)
            case .minute: Self.padded(time.minute, 2)
            case .second: Self.padded(time.second, 2)
            case .millisecond: Self.padded(time.millisecond, 3)
            case .monthName: Self.months[time.month - 1]
            case .weekday: Self.weekdays[time.weekday]
            case .offset: "Z"
            case .anyFraction: ""
            case .unixSeconds: "\(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)"
            case .unixMilliseconds: "\(milliseconds)"
            }
        }.joined()
    }

    /// For how many nanoseconds from a whole multiple of them on a time that is `offset` nanoseconds away is written in the
    /// same way.
    public func granularity(offset: Int64) -> UInt64 {
        let hasFractions = parts.contains(.millisecond) || parts.contains(.unixMilliseconds)
        return hasFractions || offset % 1_000_000_000 != 0 ? 1_000_000 : 1_000_000_000
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = "\(value)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
