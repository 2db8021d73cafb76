import Testing
import Transport

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
