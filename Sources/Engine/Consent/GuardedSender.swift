package import HTTP
package import Scenarios

/// Sends what a ledger admits.
package struct GuardedSender: Sender {
    private let base: any Sender
    private let connection: ConnectionSettings
    private let ledger: TrafficLedger

    /// Sends by `base`, which connects as `connection` says.
    package init(_ base: any Sender, over connection: ConnectionSettings, _ ledger: TrafficLedger) {
        self.base = base
        self.connection = connection
        self.ledger = ledger
    }

    package func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange {
        let hosts = ledger.hosts.refused(request.url, over: connection)
        if let refusal = await ledger.admit(hosts) { return Self.refused(refusal) }
        return await base.send(request, guarded(options), at: start)
    }

    package func endSession(_ session: UInt64) { base.endSession(session) }

    private func guarded(_ options: SendOptions) -> SendOptions {
        var options = options
        options.refusal = { [ledger] url in ledger.admit(redirectTo: url) }
        return options
    }

    private static func refused(_ why: String) -> Exchange {
        let now = MonotonicClock.now()
        return Exchange(
            outcome: .failure(ExchangeFailure(.request, why)),
            timings: PhaseTimings(total: 0),
            intended: now,
            started: now
        )
    }
}
