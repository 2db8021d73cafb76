import HTTP

/// Tells failures that say nothing of the endpoint's contract from those that do.
enum Unmeasured {
    /// Whether the endpoint was never reached: no name, no connection, no trust, no permission to go on. Everything that
    /// happens on an open connection is the endpoint's own doing.
    static func isOne(_ failure: ExchangeFailure, _ exchange: Exchange) -> Bool {
        switch failure.category {
        case .dns, .refused, .tls, .proxy, .cancelled, .request: true
        case .timeout: exchange.timings.connect == nil && exchange.newConnection == false && exchange.peer == nil
        case .reset, .malformed, .tooLarge, .other: false
        }
    }
}
