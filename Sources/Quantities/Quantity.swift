import Measurement

/// Reads quantities that carry their unit, such as `250ms`, `1MiB`, `200/s` and `0.1%`.
///
/// Each kind has a ceiling far beyond all use, so that sums and products of what files say stay within 64 bits.
package enum Quantity {
    /// The longest time, in nanoseconds: 365 days.
    package static let longestTime: UInt64 = 365 * 86_400_000_000_000
    /// The largest size, in bytes: 1024 GiB.
    package static let largestSize: UInt64 = 1 << 40
    /// The highest rate, a second: beyond what any machine sends.
    package static let highestRate = 10_000_000.0

    private struct Kind {
        var name: String
        /// Units and how many of the base unit each is; a power of ten or two, or a product of such.
        var units: [(name: String, factor: UInt64)]
        var examples: [String]
    }

    private static let durations = Kind(
        name: "a time",
        units: [
            ("ns", 1), ("us", 1000), ("µs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
            ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
        ],
        examples: ["250ms", "5s", "2m"]
    )

    private static let sizes = Kind(
        name: "a size",
        units: [
            ("B", 1), ("kB", 1000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20), ("GB", 1_000_000_000),
            ("GiB", 1 << 30),
        ],
        examples: ["512B", "64KiB", "1MiB"]
    )

    private static let rates = Kind(
        name: "a rate",
        units: [("/s", 3600), ("/m", 60), ("/h", 1)],
        examples: ["200/s", "90/m"]
    )

    private static let shares = Kind(name: "a share", units: [("%", 1)], examples: ["0.1%", "5%"])

    /// A time in nanoseconds.
    package static func duration(_ text: String) throws(QuantityError) -> UInt64 {
        let time = try whole(text, durations, "the smallest unit is a nanosecond")
        guard time <= longestTime else { throw beyond("a time of at most 365d", text) }
        return time
    }

    /// A size in bytes.
    package static func size(_ text: String) throws(QuantityError) -> UInt64 {
        let size = try whole(text, sizes, "there are no parts of a byte")
        guard size <= largestSize else { throw beyond("a size of at most 1024GiB", text) }
        return size
    }

    /// A rate per second.
    package static func rate(_ text: String) throws(QuantityError) -> Double {
        let (number, factor) = try parts(text, rates)
        let rate = number.double * Double(factor) / 3600
        guard rate <= highestRate else { throw beyond("a rate of at most 10000000/s", text) }
        return rate
    }

    /// A share of one: `0.1%` is 0.001.
    package static func percent(_ text: String) throws(QuantityError) -> Double {
        let number = try parts(text, shares).number.double
        guard number <= 100 else {
            throw QuantityError(
                message: "expected a share of at most 100%, found \(text)",
                help: "write for example 5%"
            )
        }
        return number / 100
    }

    private static func beyond(_ expected: String, _ text: String) -> QuantityError {
        QuantityError(message: "expected \(expected), found \(text)", help: "write less")
    }

    private static func whole(_ text: String, _ kind: Kind, _ reason: String) throws(QuantityError) -> UInt64 {
        let (number, factor) = try parts(text, kind)
        let (product, overflows) = number.digits.multipliedReportingOverflow(by: factor)
        let divisor = (0..<number.decimals).reduce(into: UInt64(1)) { value, _ in value = value &* 10 }
        guard !overflows, number.decimals < 19 else {
            throw QuantityError(message: "\(text) is too large, or has too many digits", help: example(kind))
        }
        guard product.isMultiple(of: divisor) else {
            throw QuantityError(message: "\(text) can't be counted: \(reason)", help: "write fewer decimals")
        }
        return product / divisor
    }

    /// A decimal number as its digits and how many of them are behind the point.
    private struct Number {
        var digits: UInt64
        var decimals: Int

        var double: Double { Double("\(digits)e-\(decimals)") ?? 0 }
    }

    private static func parts(_ text: String, _ kind: Kind) throws(QuantityError) -> (number: Number, factor: UInt64) {
        let count = text.utf8.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }.count
        let (written, unit) = (String(text.utf8.prefix(count)) ?? "", String(text.utf8.dropFirst(count)) ?? "")
        guard let number = number(written) else {
            throw QuantityError(message: "expected \(kind.name), found '\(text)'", help: example(kind))
        }
        if let factor = kind.units.first(where: { $0.name == unit })?.factor { return (number, factor) }
        let names = kind.units.map(\.name).filter { $0 != "µs" }
        guard !unit.isEmpty else {
            let choices =
                names.count > 4 ? kind.name == "a size" ? ["B", "KiB"] : ["ms", "s"] : Array(names.prefix(2))
            let plain = choices.map { "\"\(text)\($0)\"" }.joined(separator: " or ")
            // Who writes 0.01 means a hundredth more often than a hundredth of one.
            let isShare = names == ["%"] && number.double > 0 && number.double <= 1
            let whole = isShare ? "\"\(describe(share: number.double))\" (\(text) of all) or " : ""
            let help = "write \(whole)\(plain)"
            throw QuantityError(message: "\(text) needs a unit", help: help)
        }
        throw QuantityError(
            message: "'\(unit)' is not a unit of \(kind.name)",
            help: "units: \(names.joined(separator: " "))"
        )
    }

    private static func number(_ text: String) -> Number? {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), halves.allSatisfy({ !$0.isEmpty }), let digits = UInt64(halves.joined())
        else {
            return nil
        }
        return Number(digits: digits, decimals: halves.count == 2 ? halves[1].count : 0)
    }

    private static func example(_ kind: Kind) -> String {
        "write for example \(kind.examples.map { "\"\($0)\"" }.joined(separator: ", "))"
    }
}

/// What is wrong with a quantity.
package struct QuantityError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    package var message: String
    /// What to write instead.
    package var help: String

    /// An error of its parts.
    package init(message: String, help: String) {
        self.message = message
        self.help = help
    }
}

extension Quantity {
    /// A time for a person: three significant digits, `1.25 ms`, `43 us`, `2 m 5 s`.
    package static func describe(nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case ..<1000: "\(nanoseconds) ns"
        case ..<999_500: significant(Double(nanoseconds) / 1e3, " us")
        case ..<999_500_000: significant(Double(nanoseconds) / 1e6, " ms")
        case ..<120_000_000_000: significant(Double(nanoseconds) / 1e9, " s")
        default: long(nanoseconds / 1_000_000_000)
        }
    }

    /// A time in milliseconds for a person.
    package static func describe(milliseconds: Int64) -> String {
        let text = describe(nanoseconds: milliseconds.magnitude.multipliedSaturated(by: 1_000_000))
        return milliseconds < 0 ? "-\(text)" : text
    }

    /// A rate for a person: `200/s`, `1.5/s`.
    package static func describe(rate: Double) -> String { significant(rate, "/s") }

    /// A share for a person: `0.1%`.
    package static func describe(share: Double) -> String { significant(share * 100, "%") }

    /// A size for a person: `12.4 KiB`.
    package static func describe(bytes: Int) -> String {
        switch bytes {
        case ..<1024: "\(bytes) B"
        case ..<(1 << 20): significant(Double(bytes) / 1024, " KiB")
        case ..<(1 << 30): significant(Double(bytes) / Double(1 << 20), " MiB")
        default: significant(Double(bytes) / Double(1 << 30), " GiB")
        }
    }

    /// A factor for a person: `1.5`.
    package static func describe(factor: Double) -> String { significant(factor) }

    private static func long(_ seconds: UInt64) -> String {
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        let parts = [(hours, "h"), (minutes, "m"), (rest, "s")].filter { $0.0 > 0 }
        return parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    /// Three significant digits, no zeros behind the point. What is no number is 0, and what is beyond 10^15 is 10^15:
    /// no figure that can be measured is.
    private static func significant(_ value: Double, _ unit: StaticString = "") -> String {
        let value = value.isNaN ? 0 : min(max(value, 0), 1e15)
        let factor = value < 10 ? 100 : value < 100 ? 10 : 1
        // It fits: what may be anything takes a hundred times as long.
        let rounded = Int((value * Double(factor)).rounded())
        return DecimalText.text(hundredths: rounded * (100 / factor), unit: unit)
    }
}

/// Decimal numbers for persons and charts.
package enum DecimalText {
    /// A number that is given in hundredths, with no zeros behind the point, and `unit` behind it.
    package static func text(hundredths: Int, unit: StaticString = "") -> String {
        // From the end, digit by digit: texts of the parts would be made and thrown away. 64 bits have 19 digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24 + unit.utf8CodeUnitCount) { bytes in
            var place = bytes.count
            func add(_ byte: UInt8) {
                place -= 1
                bytes[place] = byte
            }
            unit.withUTF8Buffer { for byte in $0.reversed() { add(byte) } }
            var (rest, fraction) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
            if fraction > 0 {
                if fraction % 10 > 0 { add(UInt8(ascii: "0") + UInt8(fraction % 10)) }
                fraction /= 10
                add(UInt8(ascii: "0") + UInt8(fraction))
                add(UInt8(ascii: "."))
            }
            repeat {
                add(UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            } while rest > 0
            if hundredths < 0 { add(UInt8(ascii: "-")) }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[place...]), as: UTF8.self)
        }
    }
}
