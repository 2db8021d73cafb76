import JSON
import Measurement
package import Results
import Scenarios

/// The files of a run's loads that other tools read: percentile distributions, interval logs, time series.
package struct LoadFiles {
    /// A file's name, in the folder of the reports, and its content.
    package typealias File = (name: String, content: [UInt8])

    private let tool: String
    private var names = Set<String>()

    /// Files made by `tool`, none yet.
    package init(tool: String) {
        self.tool = tool
    }

    /// The files of every load of `result`, a case of the suite called `suite`, whose latencies were recorded by the
    /// engine.
    package mutating func files(of result: CaseResult, in suite: String) -> [File] {
        var files: [File] = []
        for step in result.steps {
            guard let load = step.load, load.kind == .load, let recording = load.recording else { continue }
            let base = uniqueName(Self.base(of: result, step, in: suite))
            files += self.files(base, load.intervals, recording)
            // A part of a load is added to the others by what was counted.
            guard let figures = load.figures, figures.sharding != nil else { continue }
            let exact = FiguresFile(
                load: FiguresFile.Load(suite: suite, name: result.name, step: step.name),
                figures: figures,
                demands: load.demands ?? LoadDemands()
            )
            files.append((base + FiguresFile.suffix, exact.bytes))
        }
        return files
    }

    private func files(_ base: String, _ intervals: [IntervalSummary], _ recording: LoadRecording) -> [File] {
        [
            ("\(base).hgrm", Array(recording.responseTime.percentileDistribution().utf8)),
            ("\(base).hlog", Array(log(intervals, recording).utf8)),
            ("\(base).csv", Array(Self.series(intervals).utf8)),
        ]
    }

    /// HdrHistogram's interval log: response times untagged, service times under a tag.
    private func log(_ intervals: [IntervalSummary], _ recording: LoadRecording) -> String {
        let writer = HdrLogWriter()
        let start = Double(recording.startedAt) / 1000
        var text = writer.header(
            startTime: start,
            comment: "\(tool): response time, and service time tagged so, in ms"
        )
        for (summary, times) in zip(intervals, recording.intervals) {
            let begin = Double(summary.start) / 1e9
            let length = Double(summary.length) / 1e9
            text += writer.line(HdrLog.Interval(start: begin, length: length, counts: times.responseTime.counts))
            text += writer.line(
                HdrLog.Interval(tag: "service", start: begin, length: length, counts: times.serviceTime.counts)
            )
        }
        return text
    }

    /// A row a second; times in milliseconds.
    private static func series(_ intervals: [IntervalSummary]) -> String {
        var lines = [
            "second,offered,sent,completed,failed,in_flight,p50_ms,p90_ms,p99_ms,max_ms,service_p50_ms,service_p99_ms"
        ]
        for summary in intervals {
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

    /// The name of the log of a load that no other has the name of.
    package static func logName(of result: CaseResult, step: StepResult, in suite: String) -> String {
        "\(base(of: result, step, in: suite)).hlog"
    }

    private static func base(of result: CaseResult, _ step: StepResult, in suite: String) -> String {
        let title = step.name.isEmpty ? result.name : "\(result.name) \(step.name)"
        return "loads/\(slug("\(suite) \(title)"))"
    }

    /// Letters, digits and hyphens of a title, for a file's name.
    static func slug(_ title: String) -> String {
        if !title.utf8.allSatisfy({ $0 < 0x80 }) {
            let words = title.lowercased().split { !($0.isLetter || $0.isNumber) || !$0.isASCII }
            let slug = words.joined(separator: "-").prefix(80)
            return slug.isEmpty ? "load" : String(slug)
        }
        // Most titles are ASCII, in which a byte is a character.
        var slug: [UInt8] = []
        for byte in title.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): slug.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): slug.append(byte | 0x20)
            default: if let last = slug.last, last != UInt8(ascii: "-") { slug.append(UInt8(ascii: "-")) }
            }
        }
        if slug.last == UInt8(ascii: "-") { slug.removeLast() }
        return slug.isEmpty ? "load" : String(decoding: slug.prefix(80), as: UTF8.self)
    }

    private mutating func uniqueName(_ name: String) -> String {
        var candidate = name
        var number = 1
        while !names.insert(candidate).inserted {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }
}
