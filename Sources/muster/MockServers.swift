import Diagnostics
import Engine
import JSON
import MockServer
import Scenarios

/// The mocks of a run, each started once, on ports that the system chooses.
final class MockServers {
    private let mocks: MockStore
    private var running: [String: (server: MockServer, address: MockAddress)] = [:]

    /// Servers of the mocks that were read with the suites.
    init(_ mocks: MockStore) {
        self.mocks = mocks
    }

    func target(of suite: SuitePlan) async throws -> SuiteTarget {
        guard let path = suite.mock, let mock = mocks.mock(at: path) else {
            Diagnostics.leave(
                "\(suite.file.path) names no mock",
                help: "add \"mock\": \"FILE\" to the suite, or give --target URL"
            )
        }
        let address: MockAddress
        if let known = running[path] {
            address = known.address
        } else {
            let server = MockServer(mock)
            do throws(MockServerError) {
                address = try await server.start()
            } catch {
                Diagnostics.leave("\(error)")
            }
            running[path] = (server, address)
        }
        return SuiteTarget(url: address.url, description: "mock \(path)", mock: path)
    }

    func stop() async {
        for mock in running.values { await mock.server.stop() }
    }
}
