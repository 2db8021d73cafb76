import CLinux
import Glibc
package import HTTP
import Synchronization

/// What sends single requests.
package enum Way: String, Sendable, Hashable, CaseIterable {
    /// Our own HTTP/1.1 and HTTP/2 over connections that libcurl opens.
    case wire
    /// libcurl's HTTP alone.
    case curl
}

/// What a client's thread does: it takes jobs out of the mailbox and completes each, until the mailbox is closed.
protocol JobLoop {
    init(_ configuration: ClientConfiguration, _ poller: Poller, _ mailbox: Mailbox) throws(CurlError)

    /// Runs until the mailbox is closed; then ends everything that is left as cancelled.
    func run()
}

/// An HTTP client: one thread with an event loop owns every request and connection.
///
/// A request never throws: what goes wrong is the exchange's failure. Cancelling the task that sends ends the request
/// at once, with the category `cancelled`. Connections are kept for further requests to the same origin.
package final class HTTPClient: Sendable {
    /// What the client was made with.
    package let configuration: ClientConfiguration
    private let mailbox: Mailbox
    private let thread: Mutex<pthread_t?>

    /// A client, its thread running.
    ///
    /// - Throws: what is wrong with the configuration: a file that can't be read, a proxy of an unknown kind.
    package init(
        _ configuration: ClientConfiguration = ClientConfiguration(),
        by way: Way = .wire
    ) throws(CurlError) {
        try CurlGlobal.initialise()
        try configuration.check()
        let poller = try Poller()
        let mailbox = Mailbox(poller)
        self.configuration = configuration
        self.mailbox = mailbox
        thread = Mutex(
            try LoopThread.start {
                // A timer may be late by 50 us otherwise.
                muster_set_timer_slack(1)
                do throws(CurlError) {
                    let loop: any JobLoop =
                        switch way {
                        case .wire: try WireLoop(configuration, poller, mailbox)
                        case .curl: try CurlLoop(configuration, poller, mailbox)
                        }
                    loop.run()
                } catch {
                    mailbox.refuse(ExchangeFailure(.local, error.message))
                }
                mailbox.end()
            }
        )
    }

    deinit {
        mailbox.close()
        if let thread = thread.withLock({ $0.take() }) { pthread_detach(thread) }
    }

    /// Sends `request` and returns when it has ended, well or not.
    ///
    /// With `intended`, an instant of the monotonic clock in nanoseconds, it starts then: the loop sleeps until
    /// shortly before, and only looks for the last 60 us. An instant in the past counts as the intended start all the
    /// same, and so does the time of waiting for room among the most requests in flight.
    package func send(
        _ request: HTTPRequest,
        options: RequestOptions = RequestOptions(),
        startingAt intended: UInt64? = nil
    ) async -> Exchange {
        await send([request], options, intended: intended ?? MonotonicInstant.now())[0]
    }

    /// Sends all of `requests` at once: they begin in one turn of the loop, each on a connection of its own (or on
    /// streams of one HTTP/2 connection), and all have the same intended start.
    ///
    /// Only as many as ``ClientConfiguration/maxInFlight`` allows are in flight at the same time.
    ///
    /// - Returns: an exchange for each request, in their order.
    package func sendAll(_ requests: [HTTPRequest], options: RequestOptions = RequestOptions()) async -> [Exchange] {
        await send(requests, options, intended: MonotonicInstant.now())
    }

    /// Ends everything that is going on, as `cancelled`, closes the connections and joins the thread.
    ///
    /// What is sent afterwards fails as `cancelled`.
    package func shutdown() async {
        mailbox.close()
        await mailbox.waitForEnd()
        join()
    }

    private func join() {
        if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
    }

    private func send(_ requests: [HTTPRequest], _ options: RequestOptions, intended: UInt64) async -> [Exchange] {
        guard !requests.isEmpty else { return [] }
        let collector = ExchangeCollector(count: requests.count)
        var jobs: [Job] = []
        for (index, request) in requests.enumerated() {
            do throws(ExchangeFailure) {
                jobs.append(try Job(request, options, intended: intended) { collector.put($0, at: index) })
            } catch {
                collector.put(Exchange(error, intended: intended), at: index)
            }
        }
        let sent = jobs
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                collector.setContinuation(continuation)
                if !sent.isEmpty, let refusal = mailbox.post(.start(sent)) {
                    for job in sent { job.fail(refusal) }
                }
            }
        } onCancel: {
            for job in sent {
                job.isCancelled.store(true, ordering: .releasing)
                _ = mailbox.post(.cancel(job.id))
            }
        }
    }
}

/// The cookies of one scenario, in memory: several clients may use them at the same time.
///
/// A request that has a `Cookie` field of its own sends that instead; what its response sets is kept all the same.
package final class CookieJar: Sendable {
    private let jar = Mutex(CookieStore())

    /// A store without cookies.
    package init() {}

    /// The value of the `Cookie` field of a request to `url`; `nil` when none goes along.
    func value(for url: HTTPURL) -> String? { jar.withLock { $0.isEmpty ? nil : $0.value(for: url) } }

    /// Keeps what a response from `url` sets.
    func store(_ fields: HeaderFields, from url: HTTPURL) { jar.withLock { $0.store(fields, from: url) } }
}

/// Collects the exchanges of requests that were sent together, and resumes their sender when the last is there.
final class ExchangeCollector: Sendable {
    private struct State {
        var exchanges: [Exchange?]
        var missing: Int
        var continuation: CheckedContinuation<[Exchange], Never>?
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(exchanges: Array(repeating: nil, count: count), missing: count))
    }

    /// To be called once: resumes when the last exchange is there, at once if it is.
    func setContinuation(_ continuation: CheckedContinuation<[Exchange], Never>) {
        let done = state.withLock { state -> [Exchange]? in
            state.continuation = continuation
            return state.missing == 0 ? state.exchanges.compactMap { $0 } : nil
        }
        if let done { continuation.resume(returning: done) }
    }

    func put(_ exchange: Exchange, at index: Int) {
        let done = state.withLock { state -> (CheckedContinuation<[Exchange], Never>?, [Exchange])? in
            state.exchanges[index] = exchange
            state.missing -= 1
            return state.missing == 0 ? (state.continuation, state.exchanges.compactMap { $0 }) : nil
        }
        if let done { done.0?.resume(returning: done.1) }
    }
}
