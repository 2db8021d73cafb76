import HTTP
import JSON

/// What a response must be like.
public struct Expectation: Sendable {
    /// A matcher for a named thing.
    public struct Named: Sendable {
        var name: String
        var matcher: Matcher
    }

    /// A matcher for what a JSONPath finds.
    public struct AtPath: Sendable {
        var path: JSONPath
        package var matcher: Matcher
    }

    var status: StatusSet?
    var version: String?
    var headers: [Named] = []
    var headerCount: [Named] = []
    package internal(set) var json: [AtPath] = []
    var schema: JSONSchema?
    var body: BodyExpectation?
    /// In nanoseconds.
    var within: UInt64?
    var failure: [FailureCategory]?
    /// What further holds of responses with a status in the set.
    var byStatus: [(statuses: StatusSet, expectation: Expectation)] = []
    /// What must hold for a burst's or load's responses together.
    public var together = SetExpectation()

    /// Whether it judges each response at all.
    public var judgesResponses: Bool {
        status != nil || version != nil || !headers.isEmpty || !headerCount.isEmpty || !json.isEmpty || schema != nil
            || body != nil || within != nil || failure != nil || !byStatus.isEmpty
    }

    /// Whether a response's content is looked at as JSON.
    var readsJSON: Bool { needsJSON || byStatus.contains { $0.expectation.readsJSON } }

    /// Whether content that isn't JSON breaks it.
    var needsJSON: Bool { !json.isEmpty || schema != nil }

    /// The keys of an `expect` that apply to one response.
    static let keys = ["status", "version", "headers", "headerCount", "json", "schema", "body", "within", "failure", "byStatus"]
}
