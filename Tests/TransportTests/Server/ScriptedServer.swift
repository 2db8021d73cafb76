import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that does with each connection what a script says, on a thread for each.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (ScriptedConnection) -> Void

    private struct State {
        var requests: [String] = []
        var connections = 0
        var open: [ScriptedConnection] = []
    }

    let port: Int
    private let listener: Int32
    private let state = Mutex(State())
    private let threads = DispatchGroup()

    init(_ script: @escaping Script) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, size) == 0 && listen(listener, 1024) == 0
                    && getsockname(listener, generic, &size) == 0
            }
        }
        guard code else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(in_port_t(bigEndian: address.sin_port))
        spawn { $0.acceptAll(script) }
    }

    /// The base URL.
    var url: String { "http://127.0.0.1:\(port)" }

    /// Every request so far, byte for byte (as ISO 8859-1), in the order of their arrival.
    var requests: [String] { state.withLock { $0.requests } }

    /// How many connections have been accepted.
    var connections: Int { state.withLock { $0.connections } }

    func record(_ request: String) { state.withLock { $0.requests.append(request) } }

    /// Closes everything and returns when all threads have ended.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in state.withLock({ $0.open }) { connection.interrupt() }
        threads.wait()
        close(listener)
    }

    private func acceptAll(_ script: @escaping Script) {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { return }
            let connection = ScriptedConnection(socket, self)
            state.withLock { state in
                state.connections += 1
                state.open.append(connection)
            }
            spawn { server in
                script(connection)
                server.state.withLock { $0.open.removeAll { $0 === connection } }
                connection.end()
            }
        }
    }

    private func spawn(_ body: @escaping @Sendable (ScriptedServer) -> Void) {
        threads.enter()
        let thread = Thread { [self] in
            body(self)
            threads.leave()
        }
        thread.stackSize = 256 << 10
        thread.start()
    }
}
