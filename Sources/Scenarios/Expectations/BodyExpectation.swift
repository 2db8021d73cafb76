import Cryptography
import Decoding
package import HTTP
package import JSON
import Matching
import Results
import Substitution

/// What a content must be like as text and bytes.
struct BodyExpectation: Sendable {
    var text: [Matcher] = []
    var size: Matcher?
    var contentType: Matcher?
    var isEmpty: Bool?
    var sha256: String?

    static let keys = [
        "equals", "contains", "matches", "startsWith", "endsWith", "not", "size", "contentType", "empty", "sha256",
    ]
}

extension BodyExpectation {
    func judge(_ response: HTTPResponse, _ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        for matcher in text { judgement.check("body", matcher.judge(.string(subject.text), context)) }
        if let size {
            let count = JSONValue.number(JSONNumber(response.body.count))
            judgement.check("body.size", size.judge(count, context))
        }
        if let contentType {
            judgement.check("body.contentType", judge(contentType, response.headers["Content-Type"], context))
        }
        if let isEmpty {
            judgement.check(
                response.body.isEmpty == isEmpty
                    ? nil
                    : Finding(
                        "body.empty",
                        expected: isEmpty ? "no content" : "some content",
                        found: "\(response.body.count) bytes: \(ValueText.quoted(subject.text))"
                    )
            )
        }
        if let sha256 {
            let found = HashFunction.sha256.hex(of: response.body)
            judgement.check(
                found == sha256.lowercased() ? nil : Finding("body.sha256", expected: sha256, found: found)
            )
        }
    }

    /// Media types are compared as what they say (RFC 9110, section 8.3.1): of the parameters, those that are asked
    /// for.
    private func judge(_ matcher: Matcher, _ value: String?, _ context: MatchContext) -> MatchOutcome {
        guard let value else { return matcher.judge(nil, context) }
        // What is written alike needs no reading: under load it is the same with every response.
        if case .equals(.string(let wanted)) = matcher, wanted.utf8.elementsEqual(value.utf8) { return .passes }
        let found = FieldMediaType(value)
        let same = found.map { found in
            matcher.replacingTexts { text in FieldMediaType(text)?.covers(found) == true ? value : text }
        }
        return (same ?? matcher).judge(.string(value), context)
    }
}

extension Matcher {
    /// The same, with other texts to be equal to.
    fileprivate func replacingTexts(_ change: (String) -> String) -> Matcher {
        func changed(_ value: JSONValue) -> JSONValue { value.string.map { .string(change($0)) } ?? value }
        switch self {
        case .equals(let value): return .equals(changed(value))
        case .oneOf(let values): return .oneOf(values.map(changed))
        case .not(let inner): return .not(inner.replacingTexts(change))
        case .all(let matchers): return .all(matchers.map { $0.replacingTexts(change) })
        case .any(let matchers): return .any(matchers.map { $0.replacingTexts(change) })
        case .matches, .contains, .startsWith, .endsWith, .exists, .type, .compare, .length, .each, .date, .deferred:
            return self
        }
    }
}

/// One exchange as it is judged: its content is parsed once, for all who ask.
package struct Subject: Sendable {
    /// The exchange.
    package let exchange: Exchange
    /// The response, complete or not.
    package let response: HTTPResponse?
    /// The content as JSON; the error when it is none.
    package let json: Result<JSONValue, JSONSyntaxError>?
    /// What a person should know of how the content was read; `nil` for nothing.
    package var remark: String?
    /// The content as XML or HTML.
    let documents = ParsedDocuments()

    /// `exchange`, its content parsed when `parsing`.
    package init(_ exchange: Exchange, parsing: Bool) {
        self.exchange = exchange
        switch exchange.outcome {
        case .success(let response): self.response = response
        case .failure(let failure): self.response = failure.partial
        }
        guard parsing, let body = response?.body else {
            json = nil
            return
        }
        do throws(JSONSyntaxError) {
            let (value, isReplaced) = try JSONParser.parseAnswer(body)
            json = .success(value)
            if isReplaced { remark = Self.surrogates }
        } catch {
            json = .failure(error)
        }
    }

    private static let surrogates =
        "the JSON has an escape of half a surrogate pair, which the grammar allows (RFC 8259, section 8.2): read as U+FFFD"

    /// The whole content as text: in the encoding that its type names; else UTF-8, or Latin-1 where it isn't.
    var text: String {
        guard let body = response?.body else { return "" }
        if let name = response?.headers["Content-Type"].flatMap(Charset.name), let text = Charset.decode(body, as: name)
        {
            return text
        }
        return String(validating: body, as: UTF8.self)
            ?? String(String.UnicodeScalarView(body.map { Unicode.Scalar($0) }))
    }

    /// The target of the response's link with this relation type, as a URL where that of the request is known.
    func link(_ relation: String) -> String? {
        guard let response, let target = LinkField.target(of: relation, in: response.headers) else { return nil }
        return exchange.url.map { LinkField.resolve(target, from: $0) } ?? target
    }

    /// `target` where it stays on the origin of the request; `nil` where it leads elsewhere.
    ///
    /// A service behind a gateway may call itself by its public name: a link on another origin whose path ends as the
    /// request's does is the request's own URL with that query.
    func onOrigin(_ target: String) -> String? {
        guard let own = exchange.url.flatMap({ try? HTTPURL($0) }), let other = try? HTTPURL(target) else { return nil }
        if own.origin == other.origin { return target }
        let parts = { (target: String) in target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false) }
        let (here, there) = (parts(own.target), parts(other.target))
        let name = { (path: Substring) in path.split(separator: "/", omittingEmptySubsequences: false).last ?? "" }
        guard there.count == 2, !name(here[0]).isEmpty, name(here[0]) == name(there[0]) else { return nil }
        return "\(own.origin.scheme)://\(own.authority)\(here[0])?\(there[1])"
    }

    /// What was seen, in one line: `400 application/json {"code":...}`, or the failure.
    package var summary: String {
        guard let response, !response.body.isEmpty else { return summaryWithoutContent }
        let text = ValueText.cut(text).replacingScalars("\r", with: "").replacingScalars("\n", with: " ")
        return "\(summaryWithoutContent), \(text)"
    }

    /// The same, for what may hold a secret that nobody knows yet.
    var summaryWithoutContent: String {
        if case .failure(let failure) = exchange.outcome {
            return "no response: \(failure.category.rawValue) (\(failure.detail))"
        }
        guard let response else { return "no response" }
        let type = response.headers["Content-Type"] ?? "no content type"
        return response.body.isEmpty ? "\(response.status), no content" : "\(response.status), \(type)"
    }
}

/// Finds the plain nulls of an `expect` that stand for a value and take nothing away: who wrote one meant to expect
/// null, and nothing would be checked.
///
/// A null in place of a whole key, such as `"json": null`, is let pass: nobody takes it for an expectation.
struct NoOpNulls {
    let problems: Problems

    /// Adds a problem for each null in `patch` that removes nothing of `inherited`.
    func check(_ patch: JSONNode, onto inherited: JSONNode?) {
        for member in patch.members ?? [] where member.name != "schema" {
            let old = inherited?[member.name]
            if member.name == "byStatus" {
                for status in member.value.members ?? [] { check(status.value, onto: old?[status.name]) }
            } else {
                checkValues(
                    member.value,
                    onto: old,
                    isNamed: ["json", "xpath", "css", "headers", "cookies", "trailers"].contains(member.name)
                )
            }
        }
    }

    /// - Parameter isNamed: Whether the names are those of things that may be missing.
    private func checkValues(_ patch: JSONNode, onto inherited: JSONNode?, isNamed: Bool) {
        for member in patch.members ?? [] where member.name != "//" && member.name != "equals" {
            let old = inherited?[member.name]
            guard member.value.kind == .null else {
                checkValues(member.value, onto: old, isNamed: false)
                continue
            }
            if old != nil { continue }
            let missing = isNamed ? ", or { \"missing\": true } to expect nothing there" : ""
            problems.add(
                "this null expects nothing, and there is no inherited '\(member.name)' to take away",
                at: member.value.location,
                help: "write { \"equals\": null } to expect null\(missing)"
            )
        }
    }
}
