import HTTP
import Synchronization

/// One request on its way through the loop.
final class Job: Sendable {
    let id: UInt64
    let request: HTTPRequest
    let url: HTTPURL
    let options: RequestOptions
    /// When it was meant to start.
    let intended: UInt64
    /// Set by whoever cancels, before the loop is told: it may hear of the cancellation before it hears of the job.
    let isCancelled = Atomic<Bool>(false)
    private let completion: @Sendable (Exchange) -> Void

    private static let nextID = Atomic<UInt64>(0)

    /// - Throws: a failure of category `request`: what is wrong with the URL.
    init(
        _ request: HTTPRequest,
        _ options: RequestOptions,
        intended: UInt64,
        completion: @escaping @Sendable (Exchange) -> Void
    ) throws(ExchangeFailure) {
        url = try HTTPURL(request.url)
        id = Self.nextID.wrappingAdd(1, ordering: .relaxed).newValue
        self.request = request
        self.options = options
        self.intended = intended
        self.completion = completion
    }

    /// Hands the exchange over; called once.
    func complete(_ exchange: Exchange) { completion(exchange) }

    /// Ends a job that never started.
    func fail(_ failure: ExchangeFailure) {
        complete(Exchange(failure, intended: intended))
    }
}

extension Exchange {
    /// The exchange of a request that never started.
    init(_ failure: ExchangeFailure, intended: UInt64) {
        let now = MonotonicInstant.now()
        self.init(
            outcome: .failure(failure),
            timings: PhaseTimings(total: 0),
            intended: intended,
            started: max(now, intended)
        )
    }
}
