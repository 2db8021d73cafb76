import Engine
import HTTP
import MockServer

/// Serves the figures of the loads that run, on a port of 127.0.0.1.
final class MetricsServer {
    private struct Responder: MockResponder {
        let metrics: LoadMetrics

        func answer(to request: MockRequest, now: Int64) -> MockAnswer {
            guard request.path == "/metrics" else { return MockAnswer(status: 404) }
            guard request.method == "GET" || request.method == "HEAD" else {
                return MockAnswer(status: 405, headers: HeaderFields([HeaderField("Allow", "GET, HEAD")]))
            }
            return MockAnswer(
                status: 200,
                headers: HeaderFields([HeaderField("Content-Type", LoadMetrics.contentType)]),
                body: Array(metrics.text.utf8)
            )
        }
    }

    /// What is served.
    let metrics = LoadMetrics(redactor: Terminal.redactor)
    private let server: MockServer

    /// Serves on `port` (0: any free one) and says where on stderr; ends the program, before anything is sent, when it
    /// can't.
    init(port: Int) async {
        server = MockServer(Responder(metrics: metrics), threads: 1)
        do throws(MockServerError) {
            let address = try await server.start(port: port)
            Terminal.error("metrics at \(address.url)/metrics")
        } catch {
            Terminal.error("error: --metrics: \(error)")
            Exit.usageError()
        }
    }

    func stop() async { await server.stop() }
}
