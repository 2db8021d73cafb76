import CLinux
public import HTTP
import Glibc
import Synchronization

/// An HTTP client on libcurl: one thread with an event loop owns every transfer and connection.
///
/// A request never throws: what goes wrong is the exchange's failure. Cancelling the task that sends ends the request
/// at once, with the category `cancelled`. Connections are kept for further requests to the same origin.
public final class CurlClient: Sendable {
    /// What the client was made with.
    public let configuration: ClientConfiguration
    private let mailbox: Mailbox
    private let thread: Mutex<pthread_t?>

    /// A client, its thread running.
    ///
    /// - Throws: what is wrong with the configuration: a file that can't be read, a proxy of an unknown kind.
    public init(_ configuration: ClientConfiguration = ClientConfiguration()) throws(CurlError) {
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
                    try EventLoop(configuration, poller, mailbox).run()
                } catch {
                    mailbox.refuse(ExchangeFailure(.other, error.message))
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
    public func send(
        _ request: HTTPRequest,
        options: RequestOptions = RequestOptions(),
        startingAt intended: UInt64? = nil
    ) async -> Exchange {
        let intended = intended ?? MonotonicInstant.now()
        do throws(ExchangeFailure) {
            let prepared = try PreparedRequest(request)
            return await send([prepared], options, intended: intended)[0]
        } catch {
            return Exchange(error, intended: intended)
        }
    }

    /// Sends all of `requests` at once: they begin in one turn of the loop, each on a connection of its own (or on
    /// streams of one HTTP/2 connection), and all have the same intended start.
    ///
    /// Only as many as ``ClientConfiguration/maxInFlight`` allows are in flight at the same time.
    ///
    /// - Returns: an exchange for each request, in their order.
    public func sendAll(_ requests: [HTTPRequest], options: RequestOptions = RequestOptions()) async -> [Exchange] {
        let intended = MonotonicInstant.now()
        var exchanges: [Exchange?] = []
        var prepared: [PreparedRequest] = []
        for request in requests {
            do throws(ExchangeFailure) {
                prepared.append(try PreparedRequest(request))
                exchanges.append(nil)
            } catch {
                exchanges.append(Exchange(error, intended: intended))
            }
        }
        var sent = await send(prepared, options, intended: intended).makeIterator()
        return exchanges.compactMap { $0 ?? sent.next() }
    }

    /// Ends everything that is going on, as `cancelled`, closes the connections and joins the thread.
    ///
    /// What is sent afterwards fails as `cancelled`.
    public func shutdown() async {
        mailbox.close()
        await mailbox.waitForEnd()
        if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
    }

    private func send(_ requests: [PreparedRequest], _ options: RequestOptions, intended: UInt64) async -> [Exchange] {
        guard !requests.isEmpty else { return [] }
        let collector = ExchangeCollector(count: requests.count)
        let jobs = requests.enumerated().map { index, request in
            Job(request, options, intended: intended) { collector.put($0, at: index) }
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                collector.setContinuation(continuation)
                if let refusal = mailbox.post(.start(jobs)) {
                    for job in jobs { job.fail(refusal) }
                }
            }
        } onCancel: {
            for job in jobs {
                job.isCancelled.store(true, ordering: .releasing)
                _ = mailbox.post(.cancel(job.id))
            }
        }
    }
}
