package import Scenarios
import Synchronization
package import Transport

/// The program's senders: one for each way to connect.
package final class Senders: Sendable {
    private let known = Mutex<[ConnectionSettings: ClientSender]>([:])
    private let isInsecure: Bool
    private let way: Way

    /// Senders of single requests by `way`; with `isInsecure`, none verifies certificates.
    package init(isInsecure: Bool = false, way: Way = .wire) {
        self.isInsecure = isInsecure
        self.way = way
    }

    /// The sender for `connection`, made when it is first asked for.
    ///
    /// - Throws: what is wrong with the connection: a certificate file that isn't there, say.
    package func sender(_ connection: ConnectionSettings) throws -> any Sender {
        try known.withLock { known in
            if let sender = known[connection] { return sender }
            let sender = try ClientSender(connection, isInsecure: isInsecure, way: way)
            known[connection] = sender
            return sender
        }
    }

    /// How the engine for loads connects.
    package func configuration(_ connection: ConnectionSettings) -> ClientConfiguration {
        ClientConfiguration(connection, isInsecure: isInsecure)
    }

    /// Ends everything that is still going on.
    package func shutdown() async {
        for sender in known.withLock({ Array($0.values) }) { await sender.shutdown() }
    }
}
