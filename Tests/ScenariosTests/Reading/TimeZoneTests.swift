import Testing

@testable import Quantities

/// Distances from UTC, by rules and by the files of the IANA database.
@Suite struct TimeZoneTests {
    // Each instant by `TZ=RULE date -d @INSTANT +%z` of GNU date.
    @Test(
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", 1_774_745_999, 3600), ("CET-1CEST,M3.5.0,M10.5.0/3", 1_774_746_000, 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", 1_792_889_999, 7200), ("CET-1CEST,M3.5.0,M10.5.0/3", 1_792_890_000, 3600),
            ("EST5EDT,M3.2.0,M11.1.0", 1_772_953_199, -18_000), ("EST5EDT,M3.2.0,M11.1.0", 1_772_953_200, -14_400),
            ("EST5EDT,M3.2.0,M11.1.0", 1_793_512_800, -18_000),
            // South of the equator, summer goes over the year's end.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_767_225_600, 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_782_864_000, 36_000),
            // Ireland's winter is the exception.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_767_225_600, 0), ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_782_864_000, 3600),
            ("<+0330>-3:30", 0, 12_600), ("UTC0", 1_782_864_000, 0),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_774_745_999, -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 1_774_746_000, -3600),
            // 1 March is the 60th day in leap years too.
            ("XXX0YYY,J60/0,J300/0", 1_709_251_199, 0), ("XXX0YYY,J60/0,J300/0", 1_709_251_200, 3600),
            ("XXX0YYY,59/0,300/0", 1_709_164_799, 0), ("XXX0YYY,59/0,300/0", 1_709_164_800, 3600),
        ] as [(String, Int64, Int)]
    )
    func aRuleSaysWhenTimeChanges(_ rule: String, _ instant: Int64, _ offset: Int) throws {
        let rule = try #require(ZoneRule(Array(rule.utf8)))
        #expect(rule.offset(at: instant) == offset)
    }

    @Test(arguments: [
        "", "C-1", "CET", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "<CET-1",
    ])
    func isNoRule(_ text: String) { #expect(ZoneRule(Array(text.utf8)) == nil) }

    /// Two changes, to an hour and to two hours, and a rule for what comes after, as RFC 9636 writes it.
    private static func file(_ footer: String, version: UInt8 = 0x32) -> [UInt8] {
        func number(_ value: Int64, _ width: Int) -> [UInt8] {
            (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        func block(_ width: Int) -> [UInt8] {
            var bytes: [UInt8] = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, 0, 2, 3, 4] as [Int64] { bytes += number(count, 4) }
            for time in [-1000, 1000] as [Int64] { bytes += number(time, width) }
            bytes += [1, 2]
            for offset in [-3208, 3600, 7200] as [Int64] { bytes += number(offset, 4) + [0, 0] }
            return bytes + Array("LMT\0".utf8)
        }
        return version == 0 ? block(4) : block(4) + block(8) + Array("\n\(footer)\n".utf8)
    }

    @Test(
        arguments: [(-1001, -3208), (-1000, 3600), (999, 3600), (1000, 18_000), (5_000_000_000, 18_000)]
            as [(Int64, Int)]
    )
    func aFileSaysHowTimeWasAndItsRuleHowItWillBe(_ instant: Int64, _ offset: Int) throws {
        let history = try #require(ZoneHistory(Self.file("<+05>-5")))
        #expect(history.offset(at: instant) == offset)
        let old = try #require(ZoneHistory(Self.file("", version: 0)))
        #expect(old.offset(at: instant) == (offset == 18_000 ? 7200 : offset))
    }

    @Test func aFileThatIsCutIsNone() {
        let whole = Self.file("")
        for count in 0..<(whole.count - 2) { #expect(ZoneHistory(Array(whole.prefix(count))) == nil) }
    }

    @Test(arguments: ["/etc/passwd", "../../../etc/passwd", "Europe", "", "+25:00", "Europe/Berlin\0x"])
    func isNoZone(_ name: String) {
        #expect(throws: DateFormatError.self) { try TimeZone(name) }
    }
}
