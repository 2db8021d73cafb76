/// The date format of HTTP (IMF-fixdate; RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The time `seconds` after 1970-01-01T00:00:00Z, from then to the end of year 9999.
    static func text(_ seconds: Int64) -> String {
        let seconds = Int(min(max(seconds, 0), 253_402_300_799))
        let (day, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = civil(day)
        let clock = [time / 3600, time / 60 % 60, time % 60].map(padded).joined(separator: ":")
        return "\(days[day % 7]), \(padded(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The Gregorian date of a day since 1970-01-01: years begin in March, in eras of 400 of them.
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
