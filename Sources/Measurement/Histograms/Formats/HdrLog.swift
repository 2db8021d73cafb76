import FoundationEssentials
import Glibc

/// An interval log of HdrHistogram, an `.hlog` file: a histogram for each interval of time, several tagged ones side by
/// side if need be (HdrHistogram: HistogramLogWriter.java, HistogramLogReader.java).
public struct HdrLog: Sendable {
    /// An interval.
    public struct Interval: Sendable {
        /// What the histogram is of; `nil` for the only or the main one.
        public var tag: String?
        /// When it began, in seconds as the log has it: since the base time, if there is one.
        public var start: Double
        /// How long it was, in seconds.
        public var length: Double
        /// What was recorded.
        public var counts: HdrCounts

        /// An interval of its parts.
        public init(tag: String? = nil, start: Double, length: Double, counts: HdrCounts) {
            self.tag = tag
            self.start = start
            self.length = length
            self.counts = counts
        }
    }

    /// When the log began, in seconds since 1970 in UTC; `nil` when it doesn't say.
    public var startTime: Double?
    /// What the starts of the intervals count from, in seconds since 1970 in UTC; `nil` when it doesn't say.
    public var baseTime: Double?
    /// The intervals, in the order of the log.
    public var intervals: [Interval]

    /// A log of its parts.
    public init(startTime: Double? = nil, baseTime: Double? = nil, intervals: [Interval] = []) {
        self.startTime = startTime
        self.baseTime = baseTime
        self.intervals = intervals
    }

    /// When `interval` began, in seconds since 1970: without a base time, starts that are more than a year before the
    /// log's count from the log's, others from 1970, as HdrHistogram has it.
    public func absoluteStart(of interval: Interval) -> Double {
        if let baseTime { return interval.start + baseTime }
        guard let startTime, interval.start < startTime - 365 * 24 * 3600 else { return interval.start }
        return interval.start + startTime
    }
}

extension HdrLog {
    /// The log that `text` is, with histograms in the V2 encoding: versions 1.2 and 1.3 of the format, and older ones
    /// as far as they have it.
    public init(_ text: String) throws(HdrFormatError) {
        self.init()
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if line.hasPrefix("#") {
                if let time = Self.time(line, "#[StartTime:") { startTime = time }
                if let time = Self.time(line, "#[BaseTime:") { baseTime = time }
            } else if !line.hasPrefix("\"StartTimestamp\""), line.contains(where: { !$0.isWhitespace }) {
                intervals.append(try Self.interval(line, number))
            }
        }
    }

    /// The number after `prefix`, if the comment begins with it.
    private static func time(_ comment: Substring, _ prefix: String) -> Double? {
        guard comment.hasPrefix(prefix) else { return nil }
        return comment.dropFirst(prefix.count).split(separator: " ").first.flatMap { Double($0) }
    }

    private static func interval(_ line: Substring, _ number: Int) throws(HdrFormatError) -> Interval {
        var fields = line.split(separator: ",", omittingEmptySubsequences: false)[...]
        let tag = fields.first?.hasPrefix("Tag=") == true ? fields.removeFirst().dropFirst(4) : nil
        guard fields.count == 4, let text = fields.last else {
            throw HdrFormatError(
                .line,
                found: "\(fields.count) fields",
                expected: "start, length, maximum and histogram, separated by commas",
                line: number
            )
        }
        fields.removeLast()
        let numbers = fields.map { Double($0) ?? .nan }
        guard numbers.allSatisfy(\.isFinite) else {
            throw HdrFormatError(
                .line,
                found: "\"\(fields.joined(separator: ","))\"",
                expected: "three numbers before the histogram",
                line: number
            )
        }
        return Interval(
            tag: tag.map(String.init),
            start: numbers[0],
            length: numbers[1],
            counts: try counts(text, number)
        )
    }

    private static func counts(_ text: Substring, _ number: Int) throws(HdrFormatError) -> HdrCounts {
        guard let data = Data(base64Encoded: String(text)) else {
            throw HdrFormatError(
                .base64,
                found: "a histogram that isn't base64",
                expected: "base64 (RFC 4648) without line breaks; the line may be cut off",
                line: number
            )
        }
        do {
            return try HdrCounts(encoded: [UInt8](data))
        } catch {
            var located = error
            located.line = number
            throw located
        }
    }
}

/// Writes an interval log line by line, so that a run need not keep its histograms: the header first, then a line for
/// each interval.
public struct HdrLogWriter: Sendable {
    private let scale: Double

    /// A writer whose column of maxima is in units of `scale` nanoseconds: 10⁶ for milliseconds, as is usual.
    public init(scale: Double = 1e6) { self.scale = scale }

    /// The lines before the intervals, in version 1.3 of the format.
    ///
    /// - Parameters:
    ///   - startTime: When the run began, in seconds since 1970 in UTC. The intervals' starts count from then.
    ///   - comment: What wrote it and why; each line of it becomes a comment.
    public func header(startTime: Double, comment: String = "") -> String {
        var text = ""
        for line in comment.split(whereSeparator: \.isNewline) { text += "#[\(line)]\n" }
        let seconds = startTime.fixed(3)
        text += "#[Histogram log format version 1.3]\n"
        text += "#[StartTime: \(seconds) (seconds since epoch), \(Self.date(startTime))]\n"
        text += "#[BaseTime: \(seconds) (seconds since epoch)]\n"
        return text + "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n"
    }

    /// The line of `interval`. Characters that the format forbids in a tag (comma, white space) are percent-encoded in
    /// it.
    public func line(_ interval: HdrLog.Interval) -> String {
        let tag = interval.tag.map { "Tag=\(Self.escaped($0))," } ?? ""
        let start = interval.start.fixed(3)
        let length = interval.length.fixed(3)
        let maximum = (Double(interval.counts.max) / scale).fixed(3)
        return "\(tag)\(start),\(length),\(maximum),\(Data(interval.counts.encoded()).base64EncodedString())\n"
    }

    private static func escaped(_ tag: String) -> String {
        var text = ""
        for scalar in tag.unicodeScalars {
            if scalar == "," || scalar.properties.isWhitespace {
                for byte in String(scalar).utf8 {
                    text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// `seconds` since 1970 as Java prints a date, in UTC: "Wed Sep 09 15:24:39 UTC 2015".
    private static func date(_ seconds: Double) -> String {
        var time = time_t(seconds.rounded(.down))
        var parts = tm()
        gmtime_r(&time, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[Int(parts.tm_wday)]) \(months[Int(parts.tm_mon)]) \(two(parts.tm_mday))"
        let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return "\(day) \(clock) UTC \(parts.tm_year + 1900)"
    }
}

/// Why a text or bytes in one of HdrHistogram's formats can't be read.
public struct HdrFormatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The bytes end too early, or have more than belongs to them.
        case length
        /// It begins with a mark of another format or version.
        case cookie
        /// The layout is impossible or of a kind that isn't read.
        case layout
        /// The counts don't fit the layout, or are damaged.
        case counts
        /// The compressed part is damaged.
        case compression
        /// The text isn't base64.
        case base64
        /// A line isn't one of the log format.
        case line
    }

    /// What is wrong, for a program.
    public var problem: Problem
    /// The line of the log, from 1; `nil` for bytes outside a log.
    public var line: Int?
    /// What was found.
    public var found: String
    /// What should have been there, and what to do.
    public var expected: String

    init(_ problem: Problem, found: String, expected: String, line: Int? = nil) {
        self.problem = problem
        self.line = line
        self.found = found
        self.expected = expected
    }

    /// The error in a sentence.
    public var description: String {
        "\(line.map { "line \($0): " } ?? "")found \(found), expected \(expected)"
    }
}
