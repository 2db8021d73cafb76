import Diagnostics
import HTTP
import JSON
import Measurement
import Results
import Testing

@testable import Decoding
@testable import Matching
@testable import Scenarios
@testable import Substitution

/// Makes scopes, plans and exchanges out of texts.
enum Fixtures {
    /// 2026-11-24T12:00:00Z
    static let noon: Int64 = 1_795_521_600_000

    static func scope(_ variables: [String: JSONValue] = [:], environment: [String: String] = [:]) -> Scope {
        var scope = Scope(
            environment: Environment(environment),
            files: FileStore(),
            clock: { noon },
            random: SplitMix64(seed: 1)
        )
        scope.variables = variables
        return scope
    }

    static func node(_ text: String) throws -> JSONNode {
        try JSONParser.parseNode(SourceFile(path: "test.json", bytes: Array(text.utf8)))
    }

    static func matcher(_ text: String) throws -> Matcher {
        let problems = Problems()
        let matcher = MatcherDecoder(problems: problems).matcher(try node(text))
        try problems.throwIfAny()
        return matcher
    }

    static func expectation(_ text: String, forMany: Bool = false) throws -> Scenarios.Expectation {
        let problems = Problems()
        let decoder = ExpectationDecoder(problems: problems, files: FileStore(), forMany: forMany)
        let expectation = decoder.expectation(try node(text))
        try problems.throwIfAny()
        return expectation
    }

    /// The plan of a suite that is written to a file of its own for the time of the call.
    static func plan(_ text: String, options: PlanOptions = PlanOptions(), files: [String: String] = [:]) throws -> Plan
    {
        let folder = try TemporaryFolder()
        for (name, content) in files { _ = try folder.write(name, content) }
        let path = try folder.write("suite.json", text)
        return try PlanBuilder(options: options, files: FileStore()).plan([path])
    }

    /// The messages of what is wrong with a suite.
    static func problems(_ text: String, files: [String: String] = [:]) throws -> [String] {
        do {
            _ = try plan(text, files: files)
            return []
        } catch let found as Problems.Found {
            return found.diagnostics.map(\.message)
        }
    }

    /// The request that the only step of a suite's only case sends.
    static func request(_ suite: String) throws -> HTTPRequest {
        let plan = try plan(suite)
        let only = try #require(plan.suites.first?.cases.first)
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        return try scope.request(try #require(only.steps.first), target: "http://host").request
    }

    static func response(_ status: Int, _ headers: [(String, String)] = [], _ body: String = "") -> Exchange {
        let fields = HeaderFields(headers.map { HeaderField($0.0, $0.1) })
        return Exchange(
            outcome: .success(HTTPResponse(status: status, headers: fields, body: Array(body.utf8))),
            timings: PhaseTimings(total: 5_000_000),
            intended: 0,
            started: 0
        )
    }

    static func failure(_ category: FailureCategory) -> Exchange {
        Exchange(
            outcome: .failure(ExchangeFailure(category, "the library's words")),
            timings: PhaseTimings(total: 5_000_000),
            intended: 0,
            started: 0
        )
    }

    /// One line for each finding.
    static func findings(_ expectation: String, _ exchange: Exchange) throws -> [String] {
        let expectation = try Self.expectation(expectation)
        return expectation.judge(expectation.subject(exchange), now: noon).findings.map(\.summary)
    }
}
