import HTTP
import Synchronization

@testable import MockServer

/// A responder made of a closure.
struct ClosureResponder: MockResponder {
    let respond: @Sendable (MockRequest) -> MockAnswer

    func answer(to request: MockRequest, now: Int64) -> MockAnswer { respond(request) }
}

/// A clock that a test sets.
final class ManualClock: Sendable {
    private let time: Mutex<Int64>

    init(_ time: Int64 = 1_700_000_000_000) { self.time = Mutex(time) }

    func advance(milliseconds: Int64) { time.withLock { $0 += milliseconds } }

    var clock: MockClock { MockClock { self.time.withLock { $0 } } }
}

/// Serves `responder` while `body` runs.
func withServer(
    _ responder: any MockResponder,
    limits: MockLimits = MockLimits(),
    clock: MockClock = .system,
    log: MockRequestLog? = nil,
    tls: MockTLS? = nil,
    _ body: (Int) async throws -> Void
) async throws {
    let server = MockServer(responder, limits: limits, threads: 2, clock: clock, log: log)
    let address = try await server.start(tls: tls)
    do {
        try await body(address.port)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}
