package import HTTP
package import Scenarios

/// Sends what a ledger admits.
package struct GuardedSender: Sender {
    private let base: any Sender
    private let connection: Connection
    private let ledger: TrafficLedger

    /// Sends by `base`, which connects as `connection` says.
    package init(_ base: any Sender, over connection: Connection, _ ledger: TrafficLedger) {
        self.base = base
        self.connection = connection
        self.ledger = ledger
    }

    package func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange {
        let hosts = ledger.hosts.refused(request.url, over: connection)
        if let refusal = await ledger.admit(hosts) { return Self.refused(refusal) }
        return await base.send(request, guarded(options), at: start)
    }

    package func sendAll(_ requests: [HTTPRequest], _ options: SendOptions) async -> [Exchange] {
        let hosts = requests.map { ledger.hosts.refused($0.url, over: connection) }
        for (host, count) in Dictionary(hosts.joined().map { ($0, 1) }, uniquingKeysWith: +) {
            if let refusal = await ledger.admit(burst: count, [host]) {
                return requests.map { _ in Self.refused(refusal) }
            }
        }
        return await base.sendAll(requests, guarded(options))
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
