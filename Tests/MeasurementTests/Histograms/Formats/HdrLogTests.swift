import Foundation
import PublicSuites
import Measurement
import Testing

@Suite struct HdrLogTests {
    /// Of the Python package `hdrhistogram` 0.10.8: `HistogramLogReader(path, HdrHistogram(1, 3600000000000, 3))`, its
    /// intervals counted and added up.
    @Test(.enabled(if: PublicSuites.folder("hdr") != nil, "the public HdrHistogram log isn't there"))
    func theLogOfAnotherProgramIsReadInFull() throws {
        let folder = try #require(PublicSuites.folder("hdr"))
        let file = folder.appendingPathComponent("jHiccup-2.0.7S.logV2.hlog")
        let log = try HdrLog(String(contentsOf: file, encoding: .utf8))
        #expect(log.startTime == 1_441_812_279.474)
        #expect(log.baseTime == nil)
        #expect(log.intervals.count == 62)
        #expect(log.intervals.allSatisfy { $0.tag == nil })
        let picked = [0, 1, 9, 61].map { log.intervals[$0] }
        #expect(picked.map(\.counts.total) == [741, 749, 1_700, 784])
        #expect(picked.map(\.counts.min) == [0, 0, 16_384, 16_384])
        #expect(picked.map(\.counts.max) == [2_768_895, 442_367, 1_551_892_479, 26_083_327])
        #expect(picked.map(\.start) == [0.127, 1.134, 9.132, 61.131])
        #expect(picked.map(\.length) == [1.007, 0.999, 1.751, 1])
        #expect(abs(log.absoluteStart(of: picked[3]) - 1_441_812_340.605) < 1e-3)
        let layout = HdrLayout(lowestDiscernible: 20_000, highestTrackable: 3_600_000_000_000, significantDigits: 2)
        #expect(log.intervals[0].counts.layout == layout)

        var total = HdrCounts()
        for interval in log.intervals { total.merge(interval.counts) }
        #expect(total.total == 48_761)
        let percentiles: [UInt64] = [327_935, 409_855, 1_427_111_935, 1_745_879_039, 1_796_210_687]
        #expect(total.values(at: [50, 90, 99, 99.9, 100]) == percentiles)
        // The package rounds the rank of a percentile to nearest, 48,756 for the 99.99th; ours is rounded up.
        #expect(total.buckets(atRanks: [48_756, 48_757]).map(\.highest) == [1_787_822_079, 1_796_210_687])
        #expect(abs(total.mean / 67_632_018.542_195_6 - 1) < 1e-12)
        #expect(abs(total.standardDeviation / 258_309_994.109_273_52 - 1) < 1e-9)
    }

    @Test func whatIsWrittenIsRead() throws {
        var first = HdrCounts()
        for value in 1...1_000 as ClosedRange<UInt64> { first.record(value * value) }
        var second = HdrCounts()
        second.record(2_500_000)
        let writer = HdrLogWriter()
        let text =
            writer.header(startTime: 1_441_812_279.474, comment: "muster 1.0\nresponse time")
            + writer.line(.init(start: 0, length: 1, counts: first))
            + writer.line(.init(tag: "GET /orders, all", start: 1, length: 0.9996, counts: second))
        let lines = text.split(separator: "\n")
        #expect(
            lines.prefix(6) == [
                "#[muster 1.0]", "#[response time]", "#[Histogram log format version 1.3]",
                "#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 15:24:39 UTC 2015]",
                "#[BaseTime: 1441812279.474 (seconds since epoch)]",
                "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"",
            ]
        )
        #expect(writer.header(startTime: 1_444_471_810, comment: "").contains(", Sat Oct 10 10:10:10 UTC 2015]"))
        #expect(lines[6].hasPrefix("0.000,1.000,1.000,HISTFAAA"))
        #expect(lines[7].hasPrefix("Tag=GET%20/orders%2C%20all,1.000,1.000,2.500,HISTFAAA"))

        let log = try HdrLog(text)
        #expect(log.startTime == 1_441_812_279.474 && log.baseTime == 1_441_812_279.474)
        #expect(log.intervals.map(\.tag) == [nil, "GET%20/orders%2C%20all"])
        #expect(log.intervals.map(\.start) == [0, 1])
        #expect(log.intervals.map(\.counts.total) == [1_000, 1])
        #expect(Array(log.intervals[0].counts.buckets) == Array(first.buckets))
        #expect(log.absoluteStart(of: log.intervals[1]) == 1_441_812_280.474)
    }

    @Test func startsAreRelativeOrAbsoluteAsHdrHistogramHasIt() {
        let interval = HdrLog.Interval(start: 5, length: 1, counts: HdrCounts())
        #expect(HdrLog(startTime: 1e9, baseTime: 2e9).absoluteStart(of: interval) == 2e9 + 5)
        #expect(HdrLog(startTime: 1e9).absoluteStart(of: interval) == 1e9 + 5)
        #expect(HdrLog().absoluteStart(of: interval) == 5)
        let late = HdrLog.Interval(start: 1e9 + 5, length: 1, counts: HdrCounts())
        #expect(HdrLog(startTime: 1e9).absoluteStart(of: late) == 1e9 + 5)
    }

    @Test(arguments: [
        ("0.1,1.0,2.0", HdrFormatError.Problem.line), ("0.1,one,2.0,HIST", .line), ("Tag=a,0.1,1.0,2.0,HIST%", .base64),
        ("0.1,1.0,2.0,HISTFAAA", .length), ("0.1,1.0,2.0,", .length), ("0.1,1.0,2.0,HISTAAAAAAA=", .cookie),
    ])
    func aBrokenLineIsToldWithItsNumber(line: String, problem: HdrFormatError.Problem) {
        let error = #expect(throws: HdrFormatError.self) { try HdrLog("#[StartTime: 5.0 (x)]\r\n\r\n\(line)\n") }
        #expect(error?.problem == problem)
        #expect(error?.line == 3)
        #expect(error?.description.hasPrefix("line 3: found ") == true)
    }

    /// Commas and white space are percent-encoded in a tag, byte by byte with two digits each.
    @Test func whatATagCannotHoldIsEncoded() {
        let line = HdrLogWriter().line(.init(tag: "a\tb\u{A0}c, d", start: 0, length: 1, counts: HdrCounts()))
        #expect(line.hasPrefix("Tag=a%09b%C2%A0c%2C%20d,0.000,1.000,"))
    }
}
