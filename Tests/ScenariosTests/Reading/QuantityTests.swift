import Testing

@testable import Quantities

@Suite struct QuantityTests {
    @Test(
        arguments: [
            ("1ns", 1), ("999us", 999_000), ("1µs", 1000), ("250ms", 250_000_000), ("1s", 1_000_000_000),
            ("1.5s", 1_500_000_000),
            ("0.001ms", 1000), ("2m", 120_000_000_000), ("1h", 3_600_000_000_000), ("1d", 86_400_000_000_000),
            ("0s", 0),
            ("0.5d", 43_200_000_000_000), ("00010ms", 10_000_000), ("1.000000001s", 1_000_000_001),
        ] as [(String, UInt64)]
    )
    func duration(text: String, nanoseconds: UInt64) throws {
        #expect(try Quantity.duration(text) == nanoseconds)
    }

    @Test(
        arguments: [
            ("1B", 1), ("1kB", 1000), ("64KiB", 65_536), ("1MB", 1_000_000), ("1MiB", 1_048_576),
            ("1GB", 1_000_000_000),
            ("2GiB", 2_147_483_648), ("0.5KiB", 512), ("0B", 0),
        ] as [(String, UInt64)]
    )
    func size(text: String, bytes: UInt64) throws {
        #expect(try Quantity.size(text) == bytes)
    }

    @Test(arguments: [("200/s", 200), ("90/m", 1.5), ("3600/h", 1), ("0.5/s", 0.5)] as [(String, Double)])
    func rate(text: String, perSecond: Double) throws {
        #expect(try Quantity.rate(text) == perSecond)
    }

    @Test(arguments: [("0.1%", 0.001), ("5%", 0.05), ("100%", 1), ("0%", 0)] as [(String, Double)])
    func share(text: String, share: Double) throws {
        #expect(try Quantity.percent(text) == share)
    }

    @Test(arguments: [
        "", "5", "1.5", "s", "ms", "-1s", "+1s", "1 s", " 1s", "1s ", "1.s", ".5s", "1..5s", "1.5.5s", "1e3ms", "0x1s",
        "1S", "1MS", "1sec",
        "٣s", "1s\u{301}", "1\u{301}s", "inf s", "nans", "1kb", "1/s", "1%",
    ])
    func isNoDuration(text: String) {
        #expect(throws: QuantityError.self) { try Quantity.duration(text) }
    }

    @Test(arguments: ["366d", "8761h", "213503d", "9000000000s", "18446744073709551615ns", "99999999999999999999999s"])
    func isBeyondEveryTime(text: String) {
        #expect(throws: QuantityError.self) { try Quantity.duration(text) }
    }

    @Test func reachesItsCeilings() throws {
        #expect(try Quantity.duration("365d") == Quantity.longestTime)
        #expect(try Quantity.size("1024GiB") == Quantity.largestSize)
        #expect(try Quantity.rate("10000000/s") == Quantity.highestRate)
        #expect(throws: QuantityError.self) { try Quantity.size("1025GiB") }
        #expect(throws: QuantityError.self) { try Quantity.rate("10000001/s") }
        #expect(throws: QuantityError.self) { try Quantity.rate("18446744073709551615/s") }
    }

    @Test func describesWhatNoIntegerHolds() {
        #expect(Quantity.describe(rate: 1e300) == "1000000000000000/s")
        #expect(Quantity.describe(milliseconds: .max).hasPrefix("5124095 h"))
        #expect(Quantity.describe(milliseconds: .min).hasPrefix("-5124095 h"))
    }

    @Test(arguments: ["", "5", "1b", "1KB", "1KIB", "1K", "1M", "1 B", "-1B", "1.5B", "0.3KiB", "1s", "1TiB"])
    func isNoSize(text: String) {
        #expect(throws: QuantityError.self) { try Quantity.size(text) }
    }

    @Test(arguments: ["", "5", "5/", "5/d", "5 /s", "-5/s", "5s", "5/sec", "5%"])
    func isNoRate(text: String) {
        #expect(throws: QuantityError.self) { try Quantity.rate(text) }
    }

    @Test(arguments: ["", "5", "0.05", "-1%", "101%", "100.1%", "5 %", "5/s", "%"])
    func isNoShare(text: String) {
        #expect(throws: QuantityError.self) { try Quantity.percent(text) }
    }

    /// Who writes 0.01 may mean a hundredth of all.
    @Test(arguments: [("0.01", "write \"1%\" (0.01 of all) or \"0.01%\""), ("5", "write \"5%\"")])
    func aShareWithoutAUnitIsAskedFor(text: String, help: String) {
        let error = #expect(throws: QuantityError.self) { try Quantity.percent(text) }
        #expect(error?.help == help)
    }

    @Test(arguments: [
        ("5", "5 needs a unit", "write \"5ms\" or \"5s\""),
        ("5sec", "'sec' is not a unit of a time", "units: ns us ms s m h d"),
        ("0.5ns", "0.5ns can't be counted: the smallest unit is a nanosecond", "write fewer decimals"),
        (
            "99999999999999999999s", "expected a time, found '99999999999999999999s'",
            "write for example \"250ms\", \"5s\", \"2m\""
        ),
        (
            "999999999999d", "999999999999d is too large, or has too many digits",
            "write for example \"250ms\", \"5s\", \"2m\""
        ),
        ("soon", "expected a time, found 'soon'", "write for example \"250ms\", \"5s\", \"2m\""),
    ])
    func saysWhatIsWrong(text: String, message: String, help: String) {
        let error = #expect(throws: QuantityError.self) { try Quantity.duration(text) }
        #expect(error == QuantityError(message: message, help: help))
    }

    @Test(
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1000, "1 us"), (1250, "1.25 us"), (1050, "1.05 us"), (1500, "1.5 us"),
            (12_040, "12 us"), (43_210, "43.2 us"),
            (999_499, "999 us"),
            (999_500, "1 ms"),
            (1_000_000, "1 ms"), (12_345_678, "12.3 ms"), (999_400_000, "999 ms"), (999_999_999, "1 s"),
            (1_250_000_000, "1.25 s"),
            (61_000_000_000, "61 s"), (125_000_000_000, "2 m 5 s"), (3_600_000_000_000, "1 h"),
            (90_061_000_000_000, "25 h 1 m 1 s"),
        ] as [(UInt64, String)]
    )
    func isWrittenForPeople(nanoseconds: UInt64, text: String) {
        #expect(Quantity.describe(nanoseconds: nanoseconds) == text)
    }
}

@Suite struct DecimalTextTests {
    @Test(arguments: [
        (0, "0"), (5, "0.05"), (50, "0.5"), (100, "1"), (105, "1.05"), (120, "1.2"), (-5, "-0.05"), (-12_300, "-123"),
        (.max, "92233720368547758.07"), (.min, "-92233720368547758.08"),
    ])
    func endsWithItsLastDigit(_ hundredths: Int, _ text: String) {
        #expect(DecimalText.text(hundredths: hundredths) == text)
        #expect(DecimalText.text(hundredths: hundredths, unit: " ms") == "\(text) ms")
    }
}
