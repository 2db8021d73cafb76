internal import FoundationEssentials
import Glibc

/// Writes an interval log line by line, so that a run need not keep its histograms: the header first, then a line for each
/// interval.
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

    /// The line of `interval`. Characters that the format forbids in a tag (comma, white space) are percent-encoded in it.
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
