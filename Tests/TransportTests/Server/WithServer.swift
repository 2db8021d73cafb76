import HTTP
import HostileServer
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

/// What holds of every exchange with a server that misbehaves: the one right verdict, in its time and its memory.
func expect(_ exchange: Exchange, _ verdict: Behaviour.Verdict, of name: String, within timeout: UInt64) {
    switch exchange.outcome {
    case .success(let response):
        #expect(
            verdict == .response(response.status, response.text),
            "\(name): \(response.status), \(response.body.count) bytes"
        )
    case .failure(let failure):
        #expect(verdict == .failure(failure.category), "\(name): \(failure.category): \(failure.detail)")
        #expect(!failure.detail.isEmpty)
    }
    #expect(exchange.timings.total < timeout + 1_000_000_000, "\(name)")
    let kept = exchange.transmissions.flatMap { [$0.sent, $0.received] }
    #expect(kept.allSatisfy { $0.bytes.count <= KeptBytes.limit })
}

/// Has each test run once for each way of sending requests, which differ in nothing that it sees.
struct EachWay: SuiteTrait, TestTrait, TestScoping {
    /// The way of the test that runs.
    @TaskLocal static var way = Way.wire

    var isRecursive: Bool { true }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        for way in Way.allCases {
            try await Self.$way.withValue(way) { try await function() }
        }
    }
}

extension Trait where Self == EachWay {
    /// Once by our own HTTP, once by libcurl's.
    static var eachWay: EachWay { EachWay() }
}

/// A client that sends in the way of the test.
func newClient(_ configuration: ClientConfiguration = ClientConfiguration()) throws(CurlError) -> HTTPClient {
    try HTTPClient(configuration, by: EachWay.way)
}
