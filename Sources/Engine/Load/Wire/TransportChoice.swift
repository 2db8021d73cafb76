import LoadEngine
import Scenarios

/// Whether a load goes at wire speed, and if not why.
struct TransportChoice {
    /// What stands in the way of the engine; `nil` when nothing does.
    var obstacle: String?

    init(_ connection: Connection, _ origins: [String], _ expectations: [Scenarios.Expectation], needsSubjects: Bool) {
        obstacle = Self.obstacle(connection, origins)
        if expectations.contains(where: \.asksForFailure) { obstacle = "the exchange is expected to fail" }
        if needsSubjects { obstacle = "all responses are compared with each other" }
    }

    private static func obstacle(_ connection: Connection, _ origins: [String]) -> String? {
        if connection.proxy != nil, !origins.allSatisfy({ $0.hasPrefix("https:") }) {
            return "a proxy is asked for without TLS"
        }
        return nil
    }
}
