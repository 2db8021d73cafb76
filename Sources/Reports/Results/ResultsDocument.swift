import HTTP
import JSON
import Measurement
package import Results

/// `results.json`: everything that a run found out, in a versioned form (`docs/results.schema.json`).
///
/// Durations are whole nanoseconds in members whose names end in `Ns`; times of day are milliseconds since 1970 in
/// members whose names end in `Ms`. It is written member by member: a tree of a thousand cases costs more than they
/// did.
package enum ResultsDocument {
    /// Raised when a member changes its meaning or goes away; a new member is no new version.
    package static let version = 1
    /// Says what the document is.
    static let format = "muster-results"

    /// The document of `run` in UTF-8.
    package static func bytes(_ run: RunResult) -> [UInt8] {
        var json = JSONWriter(style: .pretty)
        write(run, &json)
        return json.bytes
    }

    private static func write(_ run: RunResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("format", format)
            json.member("version", count: version)
            if !run.partial.isEmpty { json.member("partial", texts: run.partial) }
            if let part = run.part { json.member("part", part, AcceptanceDocument.write) }
            json.member("tool", run.tool)
            json.member("host", run.host)
            json.member("provenance", run.provenance, AcceptanceDocument.write)
            json.member("startedAtMs", moment: run.startedAt)
            json.member("durationNs", count: run.duration)
            // A text: not every reader of JSON keeps 64 bits.
            json.member("seed", "\(run.seed)")
            json.member("interrupted", run.interrupted)
            json.member("exitCode", count: run.exitCode)
            json.member("totals", run, totals)
            json.member("suites", each: run.suites, write)
            json.member("waivers", each: run.waivers, AcceptanceDocument.write)
            json.member("merged", run.merged, AcceptanceDocument.write)
            if let sharded = run.sharded { json.member("shards", sharded, ShardDocument.write) }
        }
    }

    private static func totals(_ run: RunResult, _ json: inout JSONWriter) {
        json.object { json in
            for verdict in Verdict.allCases { json.member(text: verdict.rawValue, count: run.count(verdict)) }
        }
    }

    private static func write(_ suite: SuiteResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", suite.name)
            json.member("description", suite.description)
            json.member("file", suite.file)
            json.member("target", suite.target)
            json.member("mock", suite.mock)
            json.member("startedAtMs", moment: suite.startedAt)
            json.member("durationNs", count: suite.duration)
            json.member("commit", suite.commit)
            json.member("preflight", suite.preflight, AcceptanceDocument.write)
            json.member("sources", each: suite.sources, AcceptanceDocument.write)
            json.member("warnings", texts: suite.warnings)
            json.member("requirements", each: RequirementTable(suite).rows, AcceptanceDocument.write)
            json.member("responseTime", suite.responseTime, LoadDocument.write)
            json.member("cases", each: suite.cases, write)
            json.member("contract", suite.contract, ContractResultDocument.write)
            json.member("coverage", each: suite.contract?.coverage ?? [], ContractResultDocument.write)
            if let whole = suite.whole { json.member("wholeCases", count: whole) }
        }
    }

    /// A case, as `results.json` and the journal have it.
    static func write(_ result: CaseResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", result.name)
            json.member("scenario", result.scenario)
            json.member("file", result.file)
            json.member("line", count: result.line)
            json.member("tags", texts: result.tags)
            json.member("covers", texts: result.covers)
            json.member("about", result.subject, write)
            json.member("verdict", result.verdict.rawValue)
            json.member("reason", result.reason)
            json.member("startedAtMs", moment: result.startedAt)
            json.member("durationNs", count: result.duration)
            json.member("question", result.question, write)
            json.member("steps", each: result.steps, write)
            json.member("smallest", result.smallest, write)
            if let place = result.place { json.member("place", count: place) }
            if let shard = result.shard { json.member("shard", count: shard) }
        }
    }

    /// What of a contract a case is about.
    static func write(_ subject: CaseSubject, _ json: inout JSONWriter) {
        json.object { json in
            json.member("operation", subject.operation)
            json.member("at", subject.place)
            json.member("group", subject.group)
        }
    }

    private static func write(_ smallest: SmallestFailure, _ json: inout JSONWriter) {
        json.object { json in
            json.member("request", smallest.request, write)
            json.member("response", smallest.response, write)
            json.member("requests", count: smallest.requests)
        }
    }

    private static func write(_ question: QuestionResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("question", question.question)
            json.member("answer", question.answer)
            json.member("observed", question.observed)
            json.member("pinned", question.pinned)
            json.member("declared", question.declared)
            json.member("answers", texts: question.answers)
        }
    }

    private static func write(_ step: StepResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", step.name)
            json.member("attempts", count: step.attempts)
            json.member("expectations", count: step.expectations)
            json.member("error", step.error)
            json.member("findings", each: step.findings, write)
            json.member("request", step.request, write)
            json.member("response", step.response, write)
            json.member("failure", step.failure, write)
            json.member("timings", step.timings, write)
            json.member("responseTimeNs", count: step.responseTime)
            if let events = step.events { json.member("events", events, write) }
            json.member("peer", step.peer)
            json.member("retries", count: step.retries)
            json.member("notes", texts: step.notes)
            json.member("transmissions", each: step.transmissions, TransmissionDocument.write)
            if !step.received.isEmpty { json.member("received", each: step.received, write) }
            json.member("load", step.load, LoadDocument.write)
            json.member("capacity", step.capacity, CapacityDocument.write)
        }
    }

    private static func write(_ events: EventTimes, _ json: inout JSONWriter) {
        json.object { json in
            json.member("count", count: events.count)
            json.member("firstNs", count: events.first)
            json.member("lastNs", count: events.last)
            json.member("longestGapNs", count: events.longestGap)
        }
    }

    static func write(_ finding: Finding, _ json: inout JSONWriter) {
        json.object { json in
            json.member("expectation", finding.expectation)
            json.member("pointer", finding.pointer?.description)
            json.member("expected", finding.expected)
            json.member("found", finding.found)
            json.member("diff", finding.diff)
        }
    }

    private static func write(_ request: RecordedRequest, _ json: inout JSONWriter) {
        json.object { json in
            json.member("method", request.method)
            json.member("url", request.url)
            json.member("headers", each: request.headers.all, write)
            json.member("content", request.content, write)
            json.member("curl", request.curl)
            json.member("traceId", request.traceID)
        }
    }

    private static func write(_ response: RecordedResponse, _ json: inout JSONWriter) {
        json.object { json in
            json.member("status", count: response.status)
            json.member("reason", response.reason)
            json.member("version", response.version)
            json.member("headers", each: response.headers.all, write)
            json.member("content", response.content, write)
        }
    }

    private static func write(_ field: HeaderField, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", field.name)
            json.member("value", field.value)
        }
    }

    static func write(_ content: RecordedContent, _ json: inout JSONWriter) {
        json.object { json in
            json.member("text", content.text)
            json.member("base64", content.isBase64)
            json.member("sizeBytes", count: content.size)
            json.member("cut", content.isCut)
        }
    }

    private static func write(_ failure: ExchangeFailure, _ json: inout JSONWriter) {
        json.object { json in
            json.member("category", failure.category.rawValue)
            json.member("detail", failure.detail)
        }
    }

    private static func write(_ timings: PhaseTimings, _ json: inout JSONWriter) {
        json.object { json in
            json.member("nameLookupNs", count: timings.nameLookup)
            json.member("connectNs", count: timings.connect)
            json.member("tlsNs", count: timings.tls)
            json.member("sendNs", count: timings.send)
            json.member("firstByteNs", count: timings.firstByte)
            json.member("totalNs", count: timings.total)
        }
    }

    static func write(_ example: FailureExample, _ json: inout JSONWriter) {
        json.object { json in
            json.member("kind", example.kind)
            json.member("count", count: example.count)
            json.member("index", count: example.index)
            json.member("request", example.request, write)
            json.member("response", example.response, write)
        }
    }
}
