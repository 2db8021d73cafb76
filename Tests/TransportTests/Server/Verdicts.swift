import HTTP
import HostileServer
import Testing
import Transport

/// What holds of every exchange with a server that misbehaves: the one right verdict, in its time and its memory.
func expect(_ exchange: Exchange, _ verdict: Behaviour.Verdict, of name: String, within timeout: UInt64) {
    switch exchange.outcome {
    case .success(let response):
        #expect(
            verdict == .response(response.status, response.text),
            "\(name): \(response.status), \(response.body.count) bytes"
        )
    case .failure(let failure):
        #expect(verdict == .failure(failure.category), "\(name): \(failure.category): \(failure.detail)")
        #expect(!failure.detail.isEmpty)
    }
    #expect(exchange.timings.total < timeout + 1_000_000_000, "\(name)")
    let kept = exchange.transmissions.flatMap { [$0.sent, $0.received] }
    #expect(kept.allSatisfy { $0.bytes.count <= KeptBytes.limit })
}
