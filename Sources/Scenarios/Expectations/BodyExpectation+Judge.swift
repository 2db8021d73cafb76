import HTTP
import JSON
import Results
import Signing

extension BodyExpectation {
    func judge(_ response: HTTPResponse, _ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        let root = JSONPointer()
        for matcher in text {
            judgement.check(Finding("body", matcher.mismatch(.string(subject.text), at: root, context)))
        }
        if let size {
            let count = JSONValue.number(JSONNumber(response.body.count))
            judgement.check(Finding("body.size", size.mismatch(count, at: root, context)))
        }
        if let contentType {
            judgement.check(
                Finding("body.contentType", mismatch(contentType, response.headers["Content-Type"], context))
            )
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
    private func mismatch(_ matcher: Matcher, _ value: String?, _ context: MatchContext) -> Mismatch? {
        guard let value else { return matcher.mismatch(nil, at: JSONPointer(), context) }
        if case .equals(.string(let wanted)) = matcher, !wanted.contains(";") {
            let type = value.prefix { $0 != ";" && $0 != " " }
            if type.lowercased() == wanted.lowercased() { return nil }
        }
        return matcher.mismatch(.string(value), at: JSONPointer(), context)
    }
}
