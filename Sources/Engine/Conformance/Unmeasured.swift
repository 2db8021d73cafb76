import HTTP

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
        case .dns, .refused, .tls, .proxy, .cancelled, .request: true
        case .timeout, .reset, .malformed, .tooLarge, .other: false
        }
    }
}
