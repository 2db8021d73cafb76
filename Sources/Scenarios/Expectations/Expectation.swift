import Decoding
package import HTTP
import JSON
import JSONPath
import JSONSchema
package import Matching
import Quantities
package import Results
import Signing

/// What a response must be like.
package struct Expectation: Sendable {
    /// A matcher for a named thing.
    package struct Named: Sendable {
        var name: String
        var matcher: Matcher
    }

    /// A matcher for what a JSONPath finds.
    package struct AtPath: Sendable {
        var path: JSONPath
        package var matcher: Matcher
    }

    var status: StatusSet?
    var version: String?
    var headers: [Named] = []
    var headerCount: [Named] = []
    package internal(set) var json: [AtPath] = []
    var schema: JSONSchema?
    var xml = XMLExpectation()
    var body: BodyExpectation?
    var exchange = ExchangeExpectation()
    var stream: StreamExpectation?
    /// In nanoseconds.
    var within: UInt64?
    var failure: [FailureCategory]?
    /// What further holds of responses with a status in the set.
    var byStatus: [(statuses: StatusSet, expectation: Expectation)] = []
    /// What must hold for a burst's or load's responses together.
    package var together = SetExpectation()

    /// Whether it judges each response at all.
    package var judgesResponses: Bool {
        status != nil || version != nil || !headers.isEmpty || !headerCount.isEmpty || !json.isEmpty || schema != nil
            || !xml.isEmpty || body != nil || !exchange.isEmpty || stream != nil || within != nil
            || failure != nil || !byStatus.isEmpty
    }

    /// Whether the same response may be judged otherwise at another time, or for its own time.
    package var dependsOnTime: Bool {
        within != nil || (headers + headerCount).contains { $0.matcher.dependsOnTime }
            || json.contains { $0.matcher.dependsOnTime } || xml.dependsOnTime
            || exchange.dependsOnTime || (stream?.dependsOnTime ?? false)
            || (body.map { ($0.text + [$0.size, $0.contentType].compactMap { $0 }).contains(where: \.dependsOnTime) }
                ?? false)
    }

    /// Whether it asks for anything beyond the status.
    package var judgesMoreThanStatus: Bool {
        var rest = self
        rest.status = nil
        return rest.judgesResponses
    }

    /// Whether it reads the header section.
    package var readsHeaders: Bool {
        !headers.isEmpty || !headerCount.isEmpty || body?.contentType != nil || !(body?.text.isEmpty ?? true)
            || !exchange.cookies.isEmpty || !xml.isEmpty || stream != nil
            || byStatus.contains { $0.expectation.readsHeaders }
    }

    /// Whether it reads the content.
    package var readsContent: Bool {
        readsJSON || body != nil || !xml.isEmpty || (stream?.readsContent ?? false)
            || byStatus.contains { $0.expectation.readsContent }
    }

    /// The longest response time that it accepts, in nanoseconds; `nil` for any.
    package var longestTime: UInt64? { within }

    /// The failures one of which it asks for; empty when it asks for a response.
    package var expectedFailures: Set<FailureCategory> { Set(failure ?? []) }

    /// The status codes that it accepts, of 0 to 999.
    package var acceptedStatuses: [ClosedRange<Int>] { status?.ranges ?? [0...999] }

    /// What a wrong status is called, as in ``judge(_:now:)``.
    package func wrongStatus(_ status: Int) -> Finding {
        Finding("status", expected: self.status?.description ?? "any", found: "\(status)")
    }

    /// Whether a response's content is looked at as JSON.
    var readsJSON: Bool { needsJSON || byStatus.contains { $0.expectation.readsJSON } }

    /// Whether content that isn't JSON breaks it.
    private var needsJSON: Bool { !json.isEmpty || schema != nil }

    /// The keys of an `expect` that apply to one response.
    static let keys =
        [
            "status", "version", "headers", "headerCount", "json", "schema", "xpath", "namespaces", "css", "body",
            "stream", "within", "failure", "byStatus",
        ] + ExchangeExpectation.keys

    /// What findings of expectations begin with.
    package static let kinds = keys + SetExpectation.keys
}

extension Expectation {
    /// Parses what `exchange` brought as far as this expectation needs it, or in any case when `parsing`.
    package func subject(_ exchange: Exchange, parsing: Bool = false) -> Subject {
        Subject(exchange, parsing: parsing || readsJSON || together.readsValues)
    }

    /// Judges one exchange at the time `now` (milliseconds since 1970).
    package func judge(_ subject: Subject, now: Int64) -> Judgement {
        var judgement = Judgement()
        if let failure {
            judgement.check(wrongFailure(failure, subject))
        } else if case .failure(let broken) = subject.exchange.outcome {
            judgement.check(Finding("response", expected: wantedResponse, found: Self.description(broken)))
        } else if let response = subject.response {
            judge(response, subject, now: now, &judgement)
        }
        if let within {
            let time = subject.exchange.responseTime
            judgement.check(
                time <= within
                    ? nil
                    : Finding(
                        "within",
                        expected: "a response within \(Quantity.describe(nanoseconds: within))",
                        found: Quantity.describe(nanoseconds: time)
                    )
            )
        }
        return judgement
    }

    private func judge(_ response: HTTPResponse, _ subject: Subject, now: Int64, _ judgement: inout Judgement) {
        let text = MatchContext(now: now, isText: true)
        if let status {
            judgement.check(
                status.contains(response.status)
                    ? nil : Finding("status", expected: status.description, found: Self.statusDescription(response))
            )
        }
        if let version {
            judgement.check(
                version == response.version ? nil : Finding("version", expected: version, found: response.version)
            )
        }
        for named in headers {
            let value = response.headers[named.name].map(JSONValue.string)
            judgement.check("headers.\(named.name)", named.matcher.judge(value, text))
        }
        for named in headerCount {
            let count = JSONValue.number(JSONNumber(response.headers.values(named.name).count))
            judgement.check("headerCount.\(named.name)", named.matcher.judge(count, text))
        }
        judgeJSON(subject, MatchContext(now: now), &judgement)
        xml.judge(subject, text, &judgement)
        if let body { body.judge(response, subject, text, &judgement) }
        exchange.judge(response, subject, text, &judgement)
        stream?.judge(response, subject, text, &judgement)
        for (statuses, expectation) in byStatus where statuses.contains(response.status) {
            expectation.judge(response, subject, now: now, &judgement)
        }
    }

    private func judgeJSON(_ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        guard needsJSON, let json = subject.json else { return }
        switch json {
        case .failure(let error):
            let type = subject.response?.headers["Content-Type"].map { " with content type \($0)" } ?? ""
            let seen = subject.text.isEmpty ? "no content" : "\(ValueText.quoted(subject.text))\(type); \(error)"
            judgement.check(Finding("body", expected: "JSON", found: seen))
        case .success(let document):
            for at in self.json { judgement.check("json.\(at.path)", at.judge(document, context)) }
            if let schema { judge(document, by: schema, &judgement) }
        }
    }

    private func judge(_ document: JSONValue, by schema: JSONSchema, _ judgement: inout Judgement) {
        judgement.count += 1
        let verdict = schema.verdict(on: document)
        if verdict == .accepted { return }
        for violation in schema.validate(document) {
            let finding = Finding(
                "schema",
                expected: violation.expected + (violation.hint.map { " (\($0))" } ?? ""),
                found: violation.found,
                pointer: violation.instanceLocation
            )
            if verdict == .undecided { judgement.addUndecided(finding) } else { judgement.findings.append(finding) }
        }
    }

    private func wrongFailure(_ wanted: [FailureCategory], _ subject: Subject) -> Finding? {
        let description = "the exchange to fail with \(wanted.map(\.rawValue).joined(separator: " or "))"
        switch subject.exchange.outcome {
        case .success(let response):
            return Finding("failure", expected: description, found: Self.statusDescription(response))
        case .failure(let failure):
            return wanted.contains(failure.category)
                ? nil : Finding("failure", expected: description, found: Self.description(failure))
        }
    }

    private var wantedResponse: String {
        status.map { "a response with status \($0.description)" } ?? "a complete response"
    }

    static func description(_ failure: ExchangeFailure) -> String {
        "no complete response: \(failure.category.rawValue) (\(failure.detail))"
    }

    private static func statusDescription(_ response: HTTPResponse) -> String {
        response.reason.isEmpty ? "\(response.status)" : "\(response.status) \(response.reason)"
    }
}

extension Expectation.AtPath {
    /// What comes of asking at the path; a path that can select several nodes gives the list of them.
    func judge(_ document: JSONValue, _ context: MatchContext) -> MatchOutcome {
        if path.isSingular {
            return matcher.judge(path.firstValue(in: document), context).map { mismatch in
                var mismatch = mismatch
                if let place = path.nodes(in: document).first?.path.pointer {
                    mismatch.pointer = place.appending(mismatch.pointer)
                }
                return mismatch
            }
        }
        let nodes: [JSONPathNode]
        do throws(JSONPathError) {
            nodes = try path.evaluate(in: document)
        } catch {
            return .undecided(
                Mismatch(
                    expected: "a document in which the path can be followed",
                    found: error.message,
                    pointer: JSONPointer()
                )
            )
        }
        let list: JSONValue? = nodes.isEmpty && matcher.asksForExistence ? nil : .array(nodes.map(\.value))
        return matcher.judge(list, context).map { mismatch in
            var mismatch = mismatch
            // It points into the list of nodes; the reader wants the place in the document.
            let tokens = mismatch.pointer.tokens
            mismatch.pointer = JSONPointer()
            if let first = tokens.first, let index = Int(first), nodes.indices.contains(index) {
                mismatch.pointer = tokens.dropFirst().reduce(nodes[index].path.pointer) { $0.appending($1) }
            }
            return mismatch
        }
    }
}
