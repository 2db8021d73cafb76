import CZlib
import HTTP
import JSON
import Measurement
import Results

/// What one load of a shard counted, exactly, in a file of its own: `results.json` has percentiles, which can't be
/// added.
///
/// A line with the name and version of the format, a line of JSON, the histograms in few bytes (``PackedLatencies``),
/// and CRC-32 of all before it in four bytes, the lowest first.
struct FiguresFile: Sendable {
    /// Which load it is.
    struct Load: Sendable, Hashable {
        var suite: String
        /// The case, by its name in the report.
        var name: String
        /// The step; empty when the case has none of its own.
        var step: String
    }

    var load: Load
    var figures: LoadFigures
    /// What is expected of the whole.
    var demands: LoadDemands

    /// What the names of such files end in.
    static let suffix = ".figures"
    private static let magic = Array("muster-load-figures 1\n".utf8)

    var bytes: [UInt8] {
        var bytes = Self.magic
        var json = JSONWriter()
        FiguresHeader.write(self, &json)
        bytes += json.bytes
        bytes.append(UInt8(ascii: "\n"))
        for series in figures.series {
            series.responseTime.encode(to: &bytes)
            series.serviceTime.encode(to: &bytes)
        }
        for request in figures.requests { request.undelayed.encode(to: &bytes) }
        for flow in figures.flows {
            flow.time.encode(to: &bytes)
            flow.undelayed.encode(to: &bytes)
        }
        for stream in figures.streams {
            for latencies in [stream.first, stream.undelayed, stream.gap] { latencies.encode(to: &bytes) }
        }
        for latencies in [figures.overdue, figures.sendDelay, figures.ownSendDelay, figures.loopLag] {
            latencies.encode(to: &bytes)
        }
        for interval in figures.intervals { Self.write(interval, &bytes) }
        let sum = Self.sum(bytes, bytes.count)
        for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: sum >> (8 * UInt32(place)))) }
        return bytes
    }

    private static func write(_ interval: LoadFigures.Interval, _ bytes: inout [UInt8]) {
        let numbers = [
            interval.second, interval.length, interval.offered, interval.sent, interval.unsent, interval.completed,
            interval.failed, interval.inFlight, interval.statusClasses.count,
        ]
        for number in numbers { LEB128.append(UInt64(clamping: number), to: &bytes) }
        for (statusClass, count) in interval.statusClasses.sorted(by: { $0.key < $1.key }) {
            LEB128.append(UInt64(clamping: statusClass), to: &bytes)
            LEB128.append(UInt64(clamping: count), to: &bytes)
        }
        interval.responseTime.encode(to: &bytes)
        interval.serviceTime.encode(to: &bytes)
    }

    private static func sum(_ bytes: [UInt8], _ count: Int) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, count)) }
    }
}

extension FiguresFile {
    /// The file that holds `bytes`.
    ///
    /// - Throws: why they aren't such a file.
    init(_ bytes: [UInt8]) throws(ResultsError) {
        let document = ResultsNode(.null)
        guard bytes.starts(with: Self.magic) else {
            throw document.error("the figures of a load, version 1", found: "another kind of file")
        }
        let end = bytes.count - 4
        guard end > Self.magic.count else { throw document.error("the figures of a load", found: "its beginning only") }
        let sum = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[end + $1]) << (8 * UInt32($1)) }
        guard sum == Self.sum(bytes, end) else {
            throw document.error("figures as they were written", found: "a file that is cut off or was changed")
        }
        guard let line = bytes[Self.magic.count..<end].firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONParser.parse(Array(bytes[Self.magic.count..<line]))
        else { throw document.error("a line of JSON behind the first one", found: "none") }
        self = try FiguresHeader.file(ResultsNode(header))
        var reader = PackedReader(bytes, line + 1..<end)
        guard readTimes(&reader), readIntervals(&reader), reader.isAtEnd else {
            throw document.error("the histograms that the second line announces", found: "others")
        }
    }

    private mutating func readTimes(_ reader: inout PackedReader) -> Bool {
        for place in figures.series.indices {
            guard let response = reader.latencies(), let service = reader.latencies() else { return false }
            figures.series[place].responseTime = response
            figures.series[place].serviceTime = service
        }
        for place in figures.requests.indices {
            guard let undelayed = reader.latencies() else { return false }
            figures.requests[place].undelayed = undelayed
        }
        for place in figures.flows.indices {
            guard let time = reader.latencies(), let undelayed = reader.latencies() else { return false }
            figures.flows[place].time = time
            figures.flows[place].undelayed = undelayed
        }
        for place in figures.streams.indices {
            guard let first = reader.latencies(), let undelayed = reader.latencies(), let gap = reader.latencies()
            else {
                return false
            }
            (figures.streams[place].first, figures.streams[place].undelayed) = (first, undelayed)
            figures.streams[place].gap = gap
        }
        guard let overdue = reader.latencies(), let sends = reader.latencies(), let own = reader.latencies(),
            let lag = reader.latencies()
        else { return false }
        (figures.overdue, figures.sendDelay, figures.ownSendDelay, figures.loopLag) = (overdue, sends, own, lag)
        return true
    }

    private mutating func readIntervals(_ reader: inout PackedReader) -> Bool {
        var last = -1
        while !reader.isAtEnd {
            guard let second = reader.count(), second > last, let length = reader.count(), length > 0 else {
                return false
            }
            last = second
            var interval = LoadFigures.Interval(second: second, length: length)
            guard let offered = reader.count(), let sent = reader.count(), let unsent = reader.count(),
                let completed = reader.count(), let failed = reader.count(), let inFlight = reader.count(),
                let classes = reader.count(1000)
            else { return false }
            (interval.offered, interval.sent, interval.unsent) = (offered, sent, unsent)
            (interval.completed, interval.failed, interval.inFlight) = (completed, failed, inFlight)
            for _ in 0..<classes {
                guard let statusClass = reader.count(1000), let count = reader.count() else { return false }
                interval.statusClasses[statusClass] = count
            }
            guard let response = reader.latencies(), let service = reader.latencies() else { return false }
            interval.responseTime = response
            interval.serviceTime = service
            figures.intervals.append(interval)
        }
        return true
    }
}
