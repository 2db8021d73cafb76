public import HTTP
import JSON
import Results
import Signing

extension Expectation {
    /// Parses what `exchange` brought as far as this expectation needs it, or in any case when `parsing`.
    public func subject(_ exchange: Exchange, parsing: Bool = false) -> Subject {
        Subject(exchange, parsing: parsing || readsJSON || together.readsValues)
    }

    /// Judges one exchange at the time `now` (milliseconds since 1970).
    public func judge(_ subject: Subject, now: Int64) -> Judgement {
        var judgement = Judgement()
        if let failure {
            judgement.check(wrongFailure(failure, subject))
        } else if case .failure(let broken) = subject.exchange.outcome {
            judgement.check(Finding("response", expected: wantedResponse, found: Self.words(broken)))
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
                    ? nil : Finding("status", expected: status.words, found: Self.statusWords(response))
            )
        }
        if let version {
            judgement.check(
                version == response.version ? nil : Finding("version", expected: version, found: response.version)
            )
        }
        for named in headers {
            let value = response.headers[named.name].map(JSONValue.string)
            judgement.check(Finding("headers.\(named.name)", named.matcher.mismatch(value, at: JSONPointer(), text)))
        }
        for named in headerCount {
            let count = JSONValue.number(JSONNumber(response.headers.values(named.name).count))
            judgement.check(
                Finding("headerCount.\(named.name)", named.matcher.mismatch(count, at: JSONPointer(), text))
            )
        }
        judgeJSON(subject, MatchContext(now: now), &judgement)
        if let body { body.judge(response, subject, text, &judgement) }
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
            for at in self.json { judgement.check(at.finding(document, context)) }
            guard let schema else { return }
            judgement.count += 1
            judgement.findings += schema.validate(document).map { violation in
                Finding(
                    "schema",
                    expected: violation.expected + (violation.hint.map { " (\($0))" } ?? ""),
                    found: violation.found,
                    pointer: violation.instanceLocation
                )
            }
        }
    }

    private func wrongFailure(_ wanted: [FailureCategory], _ subject: Subject) -> Finding? {
        let words = "the exchange to fail with \(wanted.map(\.rawValue).joined(separator: " or "))"
        switch subject.exchange.outcome {
        case .success(let response): return Finding("failure", expected: words, found: Self.statusWords(response))
        case .failure(let failure):
            return wanted.contains(failure.category)
                ? nil : Finding("failure", expected: words, found: Self.words(failure))
        }
    }

    private var wantedResponse: String { status.map { "a response with status \($0.words)" } ?? "a complete response" }

    static func words(_ failure: ExchangeFailure) -> String {
        "no complete response: \(failure.category.rawValue) (\(failure.detail))"
    }

    static func statusWords(_ response: HTTPResponse) -> String {
        response.reason.isEmpty ? "\(response.status)" : "\(response.status) \(response.reason)"
    }
}

extension Expectation.AtPath {
    /// What is wrong at the path; a path that can select several nodes gives the list of them.
    func finding(_ document: JSONValue, _ context: MatchContext) -> Finding? {
        if path.isSingular {
            let value = path.firstValue(in: document)
            guard let mismatch = matcher.mismatch(value, at: JSONPointer(), context) else { return nil }
            var finding = Finding("json.\(path)", mismatch)
            finding?.pointer = path.nodes(in: document).first.map { $0.path.pointer.appending(mismatch.pointer) }
            return finding
        }
        let nodes: [JSONPathNode]
        do throws(JSONPathError) {
            nodes = try path.evaluate(in: document)
        } catch {
            return Finding(
                "json.\(path)",
                expected: "a document in which the path can be followed",
                found: error.message
            )
        }
        let list: JSONValue? = nodes.isEmpty && matcher.asksForExistence ? nil : .array(nodes.map(\.value))
        guard let mismatch = matcher.mismatch(list, at: JSONPointer(), context) else { return nil }
        var finding = Finding("json.\(path)", mismatch)
        // The mismatch points into the list of nodes; the reader wants the place in the document.
        if let first = mismatch.pointer.tokens.first, let index = Int(first), nodes.indices.contains(index) {
            finding?.pointer = mismatch.pointer.tokens.dropFirst().reduce(nodes[index].path.pointer) {
                $0.appending($1)
            }
        } else {
            finding?.pointer = nil
        }
        return finding
    }
}

extension Matcher {
    /// Whether it is about there being a value at all, which for a list of nodes means that it isn't empty.
    var asksForExistence: Bool {
        switch self {
        case .exists: true
        case .not(let matcher): matcher.asksForExistence
        case .all(let matchers), .any(let matchers): matchers.contains(where: \.asksForExistence)
        default: false
        }
    }
}

extension Finding {
    /// A finding made of a mismatch; `nil` without one.
    init?(_ expectation: String, _ mismatch: Mismatch?) {
        guard let mismatch else { return nil }
        self.init(
            expectation,
            expected: mismatch.expected,
            found: mismatch.found,
            pointer: mismatch.pointer.tokens.isEmpty ? nil : mismatch.pointer,
            diff: mismatch.diff
        )
    }
}
