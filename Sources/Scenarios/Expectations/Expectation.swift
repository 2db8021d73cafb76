package import HTTP
import JSON
import JSONPath
import JSONSchema
public import Results

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

    /// Whether the same response may be judged otherwise at another time, or for its own time.
    public var dependsOnTime: Bool {
        within != nil || (headers + headerCount).contains { $0.matcher.dependsOnTime }
            || json.contains { $0.matcher.dependsOnTime }
            || (body.map { ($0.text + [$0.size, $0.contentType].compactMap { $0 }).contains(where: \.dependsOnTime) }
                ?? false)
    }

    /// Whether it asks for anything beyond the status.
    public var judgesMoreThanStatus: Bool {
        var rest = self
        rest.status = nil
        return rest.judgesResponses
    }

    /// Whether it reads the header section.
    public var readsHeaders: Bool { !headers.isEmpty || !headerCount.isEmpty || body?.contentType != nil }

    /// Whether it reads the content.
    public var readsContent: Bool { readsJSON || body != nil }

    /// The longest response time that it accepts, in nanoseconds; `nil` for any.
    public var longestTime: UInt64? { within }

    /// The failures one of which it asks for; empty when it asks for a response.
    package var expectedFailures: Set<FailureCategory> { Set(failure ?? []) }

    /// The status codes that it accepts, of 0 to 999.
    public var acceptedStatuses: [ClosedRange<Int>] { status?.ranges ?? [0...999] }

    /// What a wrong status is called, as in ``judge(_:now:)``.
    public func wrongStatus(_ status: Int) -> Finding {
        Finding("status", expected: self.status?.words ?? "any", found: "\(status)")
    }

    /// Whether a response's content is looked at as JSON.
    var readsJSON: Bool { needsJSON || byStatus.contains { $0.expectation.readsJSON } }

    /// Whether content that isn't JSON breaks it.
    var needsJSON: Bool { !json.isEmpty || schema != nil }

    /// The keys of an `expect` that apply to one response.
    static let keys = [
        "status", "version", "headers", "headerCount", "json", "schema", "body", "within", "failure", "byStatus",
    ]
}
