import JSON
import Results
import Scenarios
import Testing

/// Flows that nobody has written find servers which forget, mix up, or keep what they should not.
@Suite struct LinkDefectTests {
    static let mock = Project.path("scenarios/orders/orders.mock.json")
    static let plan = Result { try Acceptance.plan(Project.path("scenarios/orders/generated.json")) }

    static let defects: [MockDefect] = [
        .init(
            "keeps what is deleted",
            .answers(rule: "deletes an order", ["set": .null]),
            caught: "link-read-after-delete"
        ),
        .init(
            "reads another order than was asked for",
            .answers(rule: "reads an order", ["json": "${shipped.0}"]),
            caught: "link-read"
        ),
        .init(
            "does not keep what it makes",
            .answers(rule: "an order is created", ["set": .null]),
            caught: "link-read"
        ),
        .init("knows every order", .forgets(rule: "an order is not known"), caught: "link-read-unknown"),
        .init("deletes nothing", .answers(rule: "deletes an order", ["status": 403]), caught: "link-delete"),
        .init(
            "breaks when it deletes again",
            .answers(rule: "an order is not known", ["status": 500]),
            caught: "link-delete-twice"
        ),
        .init(
            "refuses to delete again",
            .begins([
                "name": "refuses", "when": ["method": "DELETE", "path": "/v1/orders/{id}", "state": gone],
                "respond": ["status": 409],
            ]),
            caught: "link-delete-twice"
        ),
        .init(
            "changes what is gone",
            .begins([
                "name": "changes", "when": ["method": "PUT", "path": "/v1/orders/{id}", "state": gone],
                "respond": ["status": 200, "headers": ["ETag": "\"1\""], "json": "${shipped.0}"],
            ]),
            caught: "link-use-after-delete"
        ),
        .init(
            "cancels what is gone",
            .begins([
                "name": "cancels", "when": ["method": "POST", "path": "/v1/orders/{id}/cancellation", "state": gone],
                "respond": ["status": 200, "json": ["status": "cancelled"]],
            ]),
            caught: "link-use-after-delete"
        ),
        .init(
            "shows a grave in place of what is gone",
            .begins([
                "name": "grave", "when": ["method": "GET", "path": "/v1/orders/{id}", "state": gone],
                "respond": ["status": 204],
            ]),
            caught: "link-read-after-delete"
        ),
        .init(
            "breaks when what it made is cancelled",
            .answers(rule: "cancels an order", ["status": 500]),
            caught: "link-follow"
        ),
        .init(
            "gives an ID that is no number",
            .answers(rule: "an order is created", ["json": ["id": "${uuid}"]]),
            caught: "link-read"
        ),
    ]

    private static let gone: JSONValue = ["order:${request.path.id}": ["missing": true]]

    @Test(arguments: defects)
    func isCaught(_ defect: MockDefect) async throws {
        let result = try await Acceptance.run(
            try Self.plan.get(),
            against: try defect.mock(of: Self.mock),
            timeout: 1_000_000_000
        ) { $0.tags.contains(defect.caught) }
        let failed = result.suites.flatMap(\.cases).filter { $0.verdict == .failed }
        #expect(!failed.isEmpty, "\(defect.name)")
        #expect(failed.flatMap(\.steps).flatMap(\.findings).allSatisfy { !$0.expected.isEmpty && !$0.found.isEmpty })
    }

    /// An innocent server is accused of nothing.
    @Test func theHonestMockPasses() async throws {
        let honest = MockDefect("honest", .patches([:]), caught: "")
        let result = try await Acceptance.run(try Self.plan.get(), against: try honest.mock(of: Self.mock)) {
            $0.tags.contains("generated")
        }
        #expect(Acceptance.failures(result) == [])
        #expect(result.count(.passed) >= 9)
    }
}
