import Glibc

/// A date and a time of day in UTC, in the Gregorian calendar.
///
/// Days and dates are converted by Howard Hinnant's algorithms (chrono-Compatible Low-Level Date Algorithms,
/// `days_from_civil` and `civil_from_days`), exact for every date that fits.
struct CivilTime {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour = 0
    package var minute = 0
    package var second = 0
    var millisecond = 0

    private static let millisecondsADay: Int64 = 86_400_000

    package init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    package init(unixMilliseconds: Int64) {
        var days = unixMilliseconds / Self.millisecondsADay
        var rest = unixMilliseconds % Self.millisecondsADay
        if rest < 0 {
            rest += Self.millisecondsADay
            days -= 1
        }
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        millisecond = Int(rest % 1000)
        second = Int(rest / 1000 % 60)
        minute = Int(rest / 60_000 % 60)
        hour = Int(rest / 3_600_000)
    }

    /// Whole days since 1970-01-01.
    package var days: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    package var unixMilliseconds: Int64 {
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        return Int64(days) * Self.millisecondsADay + seconds * 1000 + Int64(millisecond)
    }

    /// 0 for Sunday.
    var weekday: Int { ((days + 4) % 7 + 7) % 7 }

    /// Whether there is such a date and time; a leap second is none here, for Unix time has no place for it.
    var isReal: Bool {
        guard (1...12).contains(month), day >= 1, hour <= 23, minute <= 59, second <= 59 else { return false }
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let longest = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return day <= longest
    }
}

/// The time of day.
package enum WallClock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    package static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// A day of the calendar in UTC, as people write it: `2026-11-28`.
package enum Day {
    /// Whole days since 1970-01-01; `nil` for what is no such day.
    package static func number(_ text: String) -> Int? {
        let digits = Array(text.utf8)
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for digit in digits[range] {
                guard (0x30...0x39).contains(digit) else { return nil }
                value = value * 10 + Int(digit - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        let date = CivilTime(year: year, month: month, day: day)
        return date.isReal ? date.days : nil
    }

    /// Whole days since 1970-01-01 at a time in milliseconds since then.
    package static func number(at milliseconds: Int64) -> Int { CivilTime(unixMilliseconds: milliseconds).days }
}
