import HTTP
public import JSON
import Measurement
public import Results

/// `results.json`: everything that a run found out, in a versioned form (`docs/results.schema.json`).
///
/// Durations are whole nanoseconds in members whose names end in `Ns`; times of day are milliseconds since 1970 in
/// members whose names end in `Ms`.
public enum ResultsDocument {
    /// Raised when a member changes its meaning or goes away; a new member is no new version.
    public static let version = 1
    /// Says what the document is.
    static let format = "muster-results"

    /// The document of `run`.
    public static func json(_ run: RunResult) -> JSONValue {
        [
            "format": .string(format), "version": .number(JSONNumber(version)), "tool": .string(run.tool),
            "host": .string(run.host), "provenance": AcceptanceDocument.json(run.provenance),
            "startedAtMs": moment(run.startedAt), "durationNs": .count(run.duration),
            // A text: not every reader of JSON keeps 64 bits.
            "seed": .string("\(run.seed)"), "interrupted": .bool(run.interrupted), "exitCode": .count(run.exitCode),
            "totals": totals(run), "suites": .array(run.suites.map(suite)),
            "waivers": .array(run.waivers.map(AcceptanceDocument.json)),
            "merged": run.merged.map(AcceptanceDocument.json) ?? .null,
        ]
    }

    private static func totals(_ run: RunResult) -> JSONValue {
        var object = JSONObject()
        for verdict in Verdict.allCases { object[verdict.rawValue] = .count(run.count(verdict)) }
        return .object(object)
    }

    private static func suite(_ suite: SuiteResult) -> JSONValue {
        [
            "name": .string(suite.name), "description": .string(suite.description), "file": .string(suite.file),
            "target": .string(suite.target), "mock": .text(suite.mock), "startedAtMs": moment(suite.startedAt),
            "durationNs": .count(suite.duration), "commit": .text(suite.commit),
            "preflight": suite.preflight.map(AcceptanceDocument.json) ?? .null,
            "sources": .array(suite.sources.map(AcceptanceDocument.json)), "warnings": .texts(suite.warnings),
            "requirements": .array(RequirementTable(suite).rows.map(AcceptanceDocument.json)),
            "responseTime": latency(suite.responseTime), "cases": .array(suite.cases.map(result)),
            "contract": suite.contract.map(ContractResultDocument.json) ?? .null,
            "coverage": .array((suite.contract?.coverage ?? []).map(ContractResultDocument.row)),
        ]
    }

    /// A case, as `results.json` and the journal have it.
    static func result(_ result: CaseResult) -> JSONValue {
        [
            "name": .string(result.name), "scenario": .string(result.scenario), "file": .string(result.file),
            "line": .count(result.line), "tags": .texts(result.tags), "covers": .texts(result.covers),
            "verdict": .string(result.verdict.rawValue), "reason": .string(result.reason),
            "startedAtMs": moment(result.startedAt), "durationNs": .count(result.duration),
            "question": result.question.map(question) ?? .null, "steps": .array(result.steps.map(step)),
            "smallest": result.smallest.map(smallest) ?? .null,
        ]
    }

    private static func smallest(_ smallest: SmallestFailure) -> JSONValue {
        [
            "request": request(smallest.request), "response": smallest.response.map(response) ?? .null,
            "requests": .count(smallest.requests),
        ]
    }

    private static func question(_ question: QuestionResult) -> JSONValue {
        [
            "question": .string(question.question), "answer": .text(question.answer),
            "observed": .string(question.observed), "pinned": .text(question.pinned),
            "declared": .text(question.declared), "answers": .texts(question.answers),
        ]
    }

    private static func step(_ step: StepResult) -> JSONValue {
        [
            "name": .string(step.name), "attempts": .count(step.attempts), "expectations": .count(step.expectations),
            "error": .text(step.error), "findings": .array(step.findings.map(finding)),
            "request": step.request.map(request) ?? .null, "response": step.response.map(response) ?? .null,
            "failure": step.failure.map(failure) ?? .null, "timings": step.timings.map(timings) ?? .null,
            "responseTimeNs": .count(step.responseTime), "peer": .text(step.peer),
            "retries": .count(step.retries), "notes": .texts(step.notes),
            "transmissions": .array(step.transmissions.map(TransmissionDocument.json)),
            "load": step.load.map(LoadDocument.json) ?? .null,
            "capacity": step.capacity.map(CapacityDocument.json) ?? .null,
        ]
    }

    static func finding(_ finding: Finding) -> JSONValue {
        [
            "expectation": .string(finding.expectation), "pointer": .text(finding.pointer?.description),
            "expected": .string(finding.expected), "found": .string(finding.found), "diff": .string(finding.diff),
        ]
    }

    private static func request(_ request: RecordedRequest) -> JSONValue {
        [
            "method": .string(request.method), "url": .string(request.url), "headers": headers(request.headers),
            "content": request.content.map(content) ?? .null, "curl": .string(request.curl),
        ]
    }

    private static func response(_ response: RecordedResponse) -> JSONValue {
        [
            "status": .count(response.status), "reason": .string(response.reason), "version": .string(response.version),
            "headers": headers(response.headers), "content": content(response.content),
        ]
    }

    private static func headers(_ headers: HeaderFields) -> JSONValue {
        .array(headers.all.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    static func content(_ content: RecordedContent) -> JSONValue {
        [
            "text": .string(content.text), "base64": .bool(content.isBase64), "sizeBytes": .count(content.size),
            "cut": .bool(content.isCut),
        ]
    }

    private static func failure(_ failure: ExchangeFailure) -> JSONValue {
        ["category": .string(failure.category.rawValue), "detail": .string(failure.detail)]
    }

    private static func timings(_ timings: PhaseTimings) -> JSONValue {
        [
            "nameLookupNs": .count(timings.nameLookup), "connectNs": .count(timings.connect),
            "tlsNs": .count(timings.tls), "sendNs": .count(timings.send),
            "firstByteNs": .count(timings.firstByte),
            "totalNs": .count(timings.total),
        ]
    }

    static func example(_ example: FailureExample) -> JSONValue {
        [
            "kind": .string(example.kind), "count": .count(example.count), "index": .count(example.index),
            "request": example.request.map(request) ?? .null, "response": example.response.map(response) ?? .null,
        ]
    }

    private static func latency(_ summary: LatencySummary) -> JSONValue { LoadDocument.latency(summary) }

    /// A time of day.
    private static func moment(_ milliseconds: Int64) -> JSONValue { .number(JSONNumber(milliseconds)) }
}
