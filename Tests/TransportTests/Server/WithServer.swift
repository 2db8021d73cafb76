import HTTP
import Testing
import Transport

/// A server with `script` and a client, for as long as `body` takes.
func withServer(
    _ configuration: ClientConfiguration = ClientConfiguration(),
    script: @escaping ScriptedServer.Script,
    body: (ScriptedServer, HTTPClient) async throws -> Void
) async throws {
    let server = try ScriptedServer(script)
    let client = try newClient(configuration)
    do {
        try await body(server, client)
        await client.shutdown()
        await blocking { server.stop() }
    } catch {
        await client.shutdown()
        await blocking { server.stop() }
        throw error
    }
}

/// A script that answers every request with `response`.
func answering(_ response: String) -> ScriptedServer.Script {
    { connection in
        while connection.readRequest() != nil { connection.write(response) }
    }
}

let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

extension Exchange {
    /// The response; a failure fails the test.
    func response(_ location: SourceLocation = #_sourceLocation) throws -> HTTPResponse {
        switch outcome {
        case .success(let response): return response
        case .failure(let failure):
            Issue.record("\(failure.category): \(failure.detail)", sourceLocation: location)
            throw failure
        }
    }

    /// The failure; a response fails the test.
    func failure(_ location: SourceLocation = #_sourceLocation) throws -> ExchangeFailure {
        guard case .failure(let failure) = outcome else {
            throw try #require(nil as (any Error)?, "expected a failure: \(outcome)", sourceLocation: location)
        }
        return failure
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A plain GET.
func request(_ url: String) -> HTTPRequest { HTTPRequest(method: "GET", url: url) }

/// A request to be written in one line.
func request(
    _ method: String,
    _ url: String,
    _ headers: [(String, String)] = [],
    body: String? = nil
) -> HTTPRequest {
    HTTPRequest(
        method: method,
        url: url,
        headers: HeaderFields(headers.map { HeaderField($0.0, $0.1) }),
        body: body.map { Array($0.utf8) }
    )
}
