import JSON
import Measurement
public import Results
import Scenarios

/// The files of a run's loads that other tools read: percentile distributions, interval logs, time series.
public enum LoadFiles {
    /// A file's name, in the folder of the reports, and its content.
    public typealias File = (name: String, content: [UInt8])

    /// The files of every load of `run` whose latencies were recorded by the engine.
    public static func files(_ run: RunResult) -> [File] {
        var names = Set<String>()
        var files: [File] = []
        for suite in run.suites {
            for result in suite.cases {
                for step in result.steps {
                    guard let load = step.load, load.kind == .load, let recording = load.recording else { continue }
                    let title = step.name.isEmpty ? result.name : "\(result.name) \(step.name)"
                    files += self.files("loads/\(unique(slug("\(suite.name) \(title)"), &names))", load, recording, run)
                }
            }
        }
        return files
    }

    private static func files(_ base: String, _ load: LoadResult, _ recording: LoadRecording, _ run: RunResult)
        -> [File]
    {
        [
            ("\(base).hgrm", Array(recording.responseTime.percentileDistribution().utf8)),
            ("\(base).hlog", Array(log(recording, run).utf8)),
            ("\(base).csv", Array(series(recording).utf8)),
        ]
    }

    /// HdrHistogram's interval log: response times untagged, service times under a tag.
    private static func log(_ recording: LoadRecording, _ run: RunResult) -> String {
        let writer = HdrLogWriter()
        let start = Double(recording.startedAt) / 1000
        var text = writer.header(
            startTime: start,
            comment: "\(run.tool): response time, and service time tagged so, in ms"
        )
        for interval in recording.intervals {
            let begin = Double(interval.summary.start) / 1e9
            let length = Double(interval.summary.length) / 1e9
            text += writer.line(HdrLog.Interval(start: begin, length: length, counts: interval.responseTime.counts))
            text += writer.line(
                HdrLog.Interval(tag: "service", start: begin, length: length, counts: interval.serviceTime.counts)
            )
        }
        return text
    }

    /// A row a second; times in milliseconds.
    private static func series(_ recording: LoadRecording) -> String {
        var lines = [
            "second,offered,sent,completed,failed,in_flight,p50_ms,p90_ms,p99_ms,max_ms,service_p50_ms,service_p99_ms"
        ]
        for interval in recording.intervals {
            let summary = interval.summary
            var cells = [
                "\(Double(summary.start) / 1e9)", "\(summary.offered)", "\(summary.sent)", "\(summary.completed)",
            ]
            cells += ["\(summary.failed)", "\(summary.inFlight)"]
            cells += [50, 90, 99].map { milliseconds(summary.responseTime.value(at: $0)) }
            cells.append(summary.responseTime.count > 0 ? milliseconds(summary.responseTime.max) : "")
            cells += [50, 99].map { milliseconds(summary.serviceTime.value(at: $0)) }
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func milliseconds(_ nanoseconds: UInt64?) -> String {
        nanoseconds.map { "\(Double($0) / 1e6)" } ?? ""
    }

    /// Letters, digits and hyphens of a title, for a file's name.
    static func slug(_ title: String) -> String {
        let words = title.lowercased().split { !($0.isLetter || $0.isNumber) || !$0.isASCII }
        let slug = words.joined(separator: "-").prefix(80)
        return slug.isEmpty ? "load" : String(slug)
    }

    private static func unique(_ name: String, _ used: inout Set<String>) -> String {
        var candidate = name
        var number = 1
        while !used.insert(candidate).inserted {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }
}
