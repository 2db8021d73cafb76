import Engine
import JSON
import MockServer
import Scenarios

/// The mocks of a run, each started once, on ports that the system chooses.
final class MockServers {
    private let loader: MockLoader
    private var running: [String: (server: MockServer, address: MockAddress)] = [:]

    /// - Parameter seed: that of the run.
    init(files: FileStore, environment: Environment, seed: UInt64) {
        loader = MockLoader(files: files, environment: environment, seed: seed)
    }

    func target(of suite: SuitePlan) async throws -> SuiteTarget {
        guard let path = suite.mock else {
            Terminal.error(
                "error: \(suite.file.path) names no mock\n  = help: add \"mock\": \"FILE\" to the suite, or give --target URL"
            )
            Exit.usageError()
        }
        let address: MockAddress
        if let known = running[path] {
            address = known.address
        } else {
            let server = MockServer(loader.load(path))
            do throws(MockServerError) {
                address = try await server.start()
            } catch {
                Terminal.error("error: \(error)")
                Exit.usageError()
            }
            running[path] = (server, address)
        }
        return SuiteTarget(url: address.url, description: "mock \(path)")
    }

    func stop() async {
        for mock in running.values { await mock.server.stop() }
    }
}
