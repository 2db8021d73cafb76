import HTTP
import JSON
import Results
import Signing

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
            let found = Digest.sha256Hex(response.body)
            judgement.check(
                found == sha256.lowercased() ? nil : Finding("body.sha256", expected: sha256, found: found)
            )
        }
    }

    /// A media type without parameters is compared without them, and without regard to case (RFC 9110, section 8.3.1).
    private func judge(_ matcher: Matcher, _ value: String?, _ context: MatchContext) -> MatchOutcome {
        guard let value else { return matcher.judge(nil, context) }
        if case .equals(.string(let wanted)) = matcher, !wanted.contains(";") {
            let type = value.prefix { $0 != ";" && $0 != " " }
            if type.lowercased() == wanted.lowercased() { return .holds }
        }
        return matcher.judge(.string(value), context)
    }
}
