import HTTP
import Measurement
import Results
import Scenarios
import Synchronization

/// Counts what a burst or load brings, from many tasks.
final class TrafficTally: Sendable {
    /// One exchange, and what was made of it.
    struct Exchanged: Sendable {
        var index: Int
        /// The place of its step among those of all variants.
        var place = 0
        var request: HTTPRequest
        var subject: Subject
        /// The first expectation that it breaks.
        var finding: Finding?
        /// Hides what its flow has captured, too.
        var redactor: Redactor

        /// A request that was stopped before it began was never sent.
        var wasSent: Bool {
            guard case .failure(let failure) = subject.exchange.outcome else { return true }
            return failure.category != .cancelled || subject.exchange.peer != nil
        }
    }

    private struct Example: Sendable {
        var kind: String
        var count: Int
        var exchanged: Exchanged
    }

    private struct Flows: Sendable {
        var started = 0
        var completed = 0
        var time = LatencyRecorder()
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
        /// How much later than intended each was begun.
        var late = LatencyRecorder()
        var requests: [Int: (response: LatencyRecorder, service: LatencyRecorder)] = [:]
        var flows: [Int: Flows] = [:]
        var begin = UInt64.max
        var end: UInt64 = 0
        var examples: [Example] = []
        var subjects: [(index: Int, subject: Subject)] = []
        var first: Exchanged?
        var unopened = 0
        var unmade: String?
    }

    /// Different kinds of failure that are kept with their evidence; those that come later are counted all the same.
    private static let mostExamples = 20

    private let state = Mutex(State())
    private let connection: Connection
    let keepsSubjects: Bool

    init(_ connection: Connection, keepsSubjects: Bool) {
        self.connection = connection
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

    /// A flow of the variant has begun.
    func beginFlow(_ variant: Int) { state.withLock { $0.flows[variant, default: Flows()].started += 1 } }

    /// A flow has gone through all its steps in so many nanoseconds.
    func completeFlow(_ variant: Int, _ time: UInt64) {
        state.withLock { state in
            state.flows[variant, default: Flows()].completed += 1
            state.flows[variant, default: Flows()].time.record(time)
        }
    }

    func add(_ exchanged: Exchanged) {
        guard exchanged.wasSent else { return }
        let exchange = exchanged.subject.exchange
        state.withLock { state in
            state.sent += 1
            state.begin = min(state.begin, exchange.intended)
            state.end = max(state.end, exchange.started + exchange.timings.total)
            if state.first == nil { state.first = exchanged }
            if keepsSubjects { state.subjects.append((exchanged.index, exchanged.subject)) }
            switch exchange.outcome {
            case .success(let response):
                state.completed += 1
                state.statuses[response.status, default: 0] += 1
                state.responseTime.record(exchange.responseTime)
                state.serviceTime.record(exchange.serviceTime)
                state.late.record(exchange.responseTime - min(exchange.responseTime, exchange.serviceTime))
                let empty = (LatencyRecorder(), LatencyRecorder())
                state.requests[exchanged.place, default: empty].response.record(exchange.responseTime)
                state.requests[exchanged.place, default: empty].service.record(exchange.serviceTime)
                guard let finding = exchanged.finding else { return }
                state.broken += 1
                Self.keep(Example(kind: finding.summary, count: 1, exchanged: exchanged), &state)
            case .failure(let failure):
                state.failures[failure.category, default: 0] += 1
                let kind = "\(failure.category.rawValue): \(failure.detail)"
                if failure.category == .timeout, Unmeasured.isOne(failure, exchange) { state.unopened += 1 }
                Self.keep(Example(kind: kind, count: 1, exchanged: exchanged), &state)
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

    /// The first request and what came back.
    var first: TrafficEvidence? {
        state.withLock { $0.first }.map { first in
            let recorder = Recorder(first.redactor, connection: connection)
            return TrafficEvidence(
                request: recorder.record(first.request),
                response: first.subject.response.map(recorder.record)
            )
        }
    }

    var unmade: String? { state.withLock { $0.unmade } }

    /// The figures, and the responses in the order of their requests.
    func result(kind: LoadResult.Kind, model: String, _ variants: [LoadVariant]) -> (LoadResult, [Subject]) {
        state.withLock { state in
            var load = LoadResult(
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
                examples: state.examples.map(example)
            )
            load.flows = state.flows.sorted { $0.key < $1.key }.map { variant, flows in
                FlowResult(
                    name: variants[variant].name,
                    started: flows.started,
                    completed: flows.completed,
                    abandoned: flows.started - flows.completed,
                    time: flows.time.summary(),
                    times: LoadTimes(
                        measured: flows.time.packed,
                        undelayed: flows.time.packed,
                        requests: variants[variant].steps.count
                    )
                )
            }
            load.requests = variants.flatMap(\.steps).enumerated().map { place, step in
                let times = state.requests[place] ?? (LatencyRecorder(), LatencyRecorder())
                return RequestTimes(
                    name: step.name,
                    responseTime: times.response.summary(),
                    times: LoadTimes(measured: times.response.packed, undelayed: times.service.packed)
                )
            }
            load.times = LoadTimes(measured: state.responseTime.packed, undelayed: state.serviceTime.packed)
            load.lateness = GeneratorLateness(sends: state.late.packed)
            load.unopened = state.unopened
            return (load, state.subjects.sorted { $0.index < $1.index }.map(\.subject))
        }
    }

    private func example(_ example: Example) -> FailureExample {
        let exchanged = example.exchanged
        let recorder = Recorder(exchanged.redactor, connection: connection)
        return FailureExample(
            kind: exchanged.redactor.redact(example.kind),
            count: example.count,
            index: exchanged.index,
            request: recorder.record(exchanged.request),
            response: exchanged.subject.response.map(recorder.record)
        )
    }
}
