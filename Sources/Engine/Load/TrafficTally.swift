import HTTP
import Measurement
import Results
import Scenarios
import Synchronization

/// Counts what a burst or load brings, from many tasks.
final class TrafficTally: Sendable {
    /// The first request and what came back.
    struct First: Sendable {
        var request: HTTPRequest
        var response: HTTPResponse?
    }

    private struct Example: Sendable {
        var kind: String
        var count: Int
        var index: Int
        var request: HTTPRequest
        var response: HTTPResponse?
    }

    private struct State: Sendable {
        var offered = 0
        var sent = 0
        var completed = 0
        var broken = 0
        var warmUp = 0
        var next = 0
        var statuses: [Int: Int] = [:]
        var failures: [FailureCategory: Int] = [:]
        var responseTime = LatencyRecorder()
        var serviceTime = LatencyRecorder()
        var begin = UInt64.max
        var end: UInt64 = 0
        var examples: [Example] = []
        var subjects: [(index: Int, subject: Subject)] = []
        var first: First?
        var unreachable: String?
        var unmade: String?
    }

    /// Different kinds of failure that are kept with their evidence; those that come later are counted all the same.
    private static let mostExamples = 20

    private let state = Mutex(State())
    private let clock: @Sendable () -> Int64
    private let keepsSubjects: Bool

    init(clock: @escaping @Sendable () -> Int64, keepsSubjects: Bool) {
        self.clock = clock
        self.keepsSubjects = keepsSubjects
    }

    func offer(_ count: Int) { state.withLock { $0.offered += count } }

    func addWarmUp() { state.withLock { $0.warmUp += 1 } }

    func nextIndex() -> Int {
        state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
    }

    /// A request that could not be made: it was offered and stays unsent.
    func addUnmade(_ reason: String) { state.withLock { $0.unmade = $0.unmade ?? reason } }

    func add(_ index: Int, _ request: HTTPRequest, _ exchange: Exchange, _ expectation: Expectation) {
        // A request that was stopped before it began was never sent.
        if case .failure(let failure) = exchange.outcome, failure.category == .cancelled, exchange.peer == nil {
            return
        }
        let subject = keepsSubjects ? Subject(exchange, parsing: true) : expectation.subject(exchange)
        let judgement = expectation.judge(subject, now: clock())
        state.withLock { state in
            state.sent += 1
            state.begin = min(state.begin, exchange.intended)
            state.end = max(state.end, exchange.started + exchange.timings.total)
            if state.first == nil { state.first = First(request: request, response: subject.response) }
            if keepsSubjects { state.subjects.append((index, subject)) }
            switch exchange.outcome {
            case .success(let response):
                state.completed += 1
                state.statuses[response.status, default: 0] += 1
                state.responseTime.record(exchange.responseTime)
                state.serviceTime.record(exchange.serviceTime)
                guard let finding = judgement.findings.first else { return }
                state.broken += 1
                Self.keep(
                    Example(kind: finding.summary, count: 1, index: index, request: request, response: response),
                    &state
                )
            case .failure(let failure):
                state.failures[failure.category, default: 0] += 1
                if Unmeasured.isOne(failure, exchange) {
                    state.unreachable = state.unreachable ?? "\(failure.category.rawValue): \(failure.detail)"
                }
                let kind = "\(failure.category.rawValue): \(failure.detail)"
                Self.keep(
                    Example(kind: kind, count: 1, index: index, request: request, response: failure.partial),
                    &state
                )
            }
        }
    }

    private static func keep(_ example: Example, _ state: inout State) {
        if let known = state.examples.firstIndex(where: { $0.kind == example.kind }) {
            state.examples[known].count += 1
        } else if state.examples.count < mostExamples {
            state.examples.append(example)
        }
    }

    var first: First? { state.withLock { $0.first } }
    var unreachable: String? { state.withLock { $0.unreachable } }
    var unmade: String? { state.withLock { $0.unmade } }

    /// The figures, and the responses in the order of their requests.
    func result(kind: LoadResult.Kind, model: String, recorder: Recorder, redactor: Redactor) -> (LoadResult, [Subject])
    {
        state.withLock { state in
            let examples = state.examples.map { example in
                FailureExample(
                    kind: redactor.redact(example.kind),
                    count: example.count,
                    index: example.index,
                    request: recorder.record(example.request),
                    response: example.response.map(recorder.record)
                )
            }
            let load = LoadResult(
                kind: kind,
                model: model,
                offered: state.offered,
                sent: state.sent,
                completed: state.completed,
                broken: state.broken,
                warmUp: state.warmUp,
                statuses: state.statuses,
                failures: state.failures,
                duration: state.end > state.begin ? state.end - state.begin : 0,
                responseTime: state.responseTime.summary(),
                serviceTime: state.serviceTime.summary(),
                examples: examples
            )
            return (load, state.subjects.sorted { $0.index < $1.index }.map(\.subject))
        }
    }
}
