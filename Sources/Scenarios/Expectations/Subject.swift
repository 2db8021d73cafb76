public import HTTP
public import JSON

/// One exchange as it is judged: its content is parsed once, for all who ask.
public struct Subject: Sendable {
    /// The exchange.
    public let exchange: Exchange
    /// The response, complete or not.
    public let response: HTTPResponse?
    /// The content as JSON; the error when it is none.
    public let json: Result<JSONValue, JSONSyntaxError>?

    /// `exchange`, its content parsed when `parsing`.
    public init(_ exchange: Exchange, parsing: Bool) {
        self.exchange = exchange
        switch exchange.outcome {
        case .success(let response): self.response = response
        case .failure(let failure): self.response = failure.partial
        }
        guard parsing, let body = response?.body else {
            json = nil
            return
        }
        json = Result { () throws(JSONSyntaxError) in try JSONParser.parse(body) }
    }

    /// The whole content as text: UTF-8, or Latin-1 where it isn't.
    var text: String {
        guard let body = response?.body else { return "" }
        return String(validating: body, as: UTF8.self)
            ?? String(String.UnicodeScalarView(body.map { Unicode.Scalar($0) }))
    }

    /// What was seen, in one line: `400 application/json {"code":...}`, or the failure.
    public var summary: String {
        if case .failure(let failure) = exchange.outcome {
            return "no response: \(failure.category.rawValue) (\(failure.detail))"
        }
        guard let response else { return "no response" }
        let type = response.headers["Content-Type"] ?? "no content type"
        let text = ValueText.cut(text).replacingScalars("\r", with: "").replacingScalars("\n", with: " ")
        return response.body.isEmpty ? "\(response.status), no content" : "\(response.status), \(type), \(text)"
    }
}
