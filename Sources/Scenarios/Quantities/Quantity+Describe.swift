import Measurement

extension Quantity {
    /// A time for a person: three significant digits, `1.25 ms`, `43 us`, `2 m 5 s`.
    public static func describe(nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case ..<1000: "\(nanoseconds) ns"
        case ..<999_500: "\(significant(Double(nanoseconds) / 1e3)) us"
        case ..<999_500_000: "\(significant(Double(nanoseconds) / 1e6)) ms"
        case ..<120_000_000_000: "\(significant(Double(nanoseconds) / 1e9)) s"
        default: long(nanoseconds / 1_000_000_000)
        }
    }

    /// A time in milliseconds for a person.
    public static func describe(milliseconds: Int64) -> String {
        let text = describe(nanoseconds: milliseconds.magnitude.multipliedSaturated(by: 1_000_000))
        return milliseconds < 0 ? "-\(text)" : text
    }

    /// A rate for a person: `200/s`, `1.5/s`.
    public static func describe(rate: Double) -> String { "\(significant(rate))/s" }

    /// A share for a person: `0.1%`.
    public static func describe(share: Double) -> String { "\(significant(share * 100))%" }

    /// A size for a person: `12.4 KiB`.
    public static func describe(bytes: Int) -> String {
        switch bytes {
        case ..<1024: "\(bytes) B"
        case ..<(1 << 20): "\(significant(Double(bytes) / 1024)) KiB"
        case ..<(1 << 30): "\(significant(Double(bytes) / Double(1 << 20))) MiB"
        default: "\(significant(Double(bytes) / Double(1 << 30))) GiB"
        }
    }

    /// A factor for a person: `1.5`.
    public static func describe(factor: Double) -> String { significant(factor) }

    private static func long(_ seconds: UInt64) -> String {
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        let parts = [(hours, "h"), (minutes, "m"), (rest, "s")].filter { $0.0 > 0 }
        return parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    /// Three significant digits, no zeros behind the point. What is no number is 0, and what is beyond 10^15 is 10^15: no figure that
    /// can be measured is.
    private static func significant(_ value: Double) -> String {
        let value = value.isNaN ? 0 : min(max(value, 0), 1e15)
        let decimals = value < 10 ? 2 : value < 100 ? 1 : 0
        let factor = [1.0, 10, 100][decimals]
        let rounded = Int(saturating: (value * factor).rounded())
        let (whole, fraction) = (rounded / Int(factor), rounded % Int(factor))
        guard fraction > 0 else { return "\(whole)" }
        var digits = "\(fraction)"
        digits = String(repeating: "0", count: decimals - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
