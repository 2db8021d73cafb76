import HTTP
import Results
import Scenarios

/// Tells failures that say nothing of the endpoint's contract from those that do.
enum Unmeasured {
    /// Whether the endpoint was never reached: no name, no connection, no trust, no permission to go on. Everything that
    /// happens on an open connection is the endpoint's own doing.
    static func isOne(_ failure: ExchangeFailure, _ exchange: Exchange) -> Bool {
        if failure.category == .timeout {
            return exchange.timings.connect == nil && exchange.newConnection == false && exchange.peer == nil
        }
        return saysNothing(failure.category)
    }

    /// Whether a failure of this category, by itself, says nothing of the endpoint's contract.
    static func saysNothing(_ category: FailureCategory) -> Bool {
        switch category {
        case .dns, .refused, .tls, .proxy, .cancelled, .request, .local: true
        case .timeout, .reset, .malformed, .tooLarge, .other: false
        }
    }

    /// Why a burst or load has measured nothing; `nil` when it has.
    ///
    /// `isCertain`: nothing was even tried to its end, and so no expectation can be met by it. Otherwise the endpoint was never
    /// reached, which a scenario may expect.
    static func reason(_ load: LoadResult) -> (text: String, isCertain: Bool)? {
        let measured = load.failures.filter { !saysNothing($0.key) }.values.reduce(0, +) - load.unopened
        guard load.completed == 0, measured <= 0 else { return nil }
        guard load.offered > 0 else { return (nothingOffered(load), true) }
        let tried = load.failures.filter { $0.key != .cancelled && $0.key != .request && $0.key != .local }.values
            .reduce(0, +)
        let gaps = load.gaps
        guard tried > load.unopened else {
            let words = gaps.isEmpty ? ["nothing was answered"] : gaps
            return (words.joined(separator: "; ") + kind(load), true)
        }
        return (load.examples.first?.kind ?? "nothing was answered", load.stop != nil)
    }

    private static func nothingOffered(_ load: LoadResult) -> String {
        if !load.gaps.isEmpty { return load.gaps.joined(separator: "; ") }
        if load.warmUp > 0 { return "nothing was measured: all \(load.warmUp) requests were sent in the warm-up" }
        return "nothing was measured: no request was due in that time"
    }

    private static func kind(_ load: LoadResult) -> String {
        load.examples.first.map { ": \($0.kind)" } ?? ""
    }
}
