public import Scenarios
import Synchronization
public import Transport

/// The program's senders: one libcurl client for each way to connect.
public final class CurlSenders: Sendable {
    private let clients = Mutex<[Connection: CurlSender]>([:])
    private let isInsecure: Bool

    /// Senders; with `isInsecure`, none verifies certificates.
    public init(isInsecure: Bool = false) {
        self.isInsecure = isInsecure
    }

    /// The sender for `connection`, made when it is first asked for.
    ///
    /// - Throws: what is wrong with the connection: a certificate file that isn't there, say.
    public func sender(_ connection: Connection) throws -> any Sender {
        try clients.withLock { clients in
            if let known = clients[connection] { return known }
            let sender = try CurlSender(connection, isInsecure: isInsecure)
            clients[connection] = sender
            return sender
        }
    }

    /// How the engine for loads connects.
    public func configuration(_ connection: Connection) -> ClientConfiguration {
        ClientConfiguration(connection, isInsecure: isInsecure)
    }

    /// Ends everything that is still going on.
    public func shutdown() async {
        for client in clients.withLock({ Array($0.values) }) { await client.shutdown() }
    }
}
