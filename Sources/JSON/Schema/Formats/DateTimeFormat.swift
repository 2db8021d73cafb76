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
