import HTTP

/// One request and what it got, content in part.
public struct MockLogEntry: Sendable, Hashable {
    /// How much of a request's content is kept, in bytes.
    public static let keptContent = 64 << 10

    /// Which request it is, counted from 1.
    public let number: Int
    /// The request; its content is cut after ``keptContent`` bytes.
    public let request: MockRequest
    /// The size of the request's whole content, in bytes.
    public let contentSize: Int
    /// The status that it got; `nil` when a fault came first.
    public let status: Int?
    /// The fault that it got.
    public let fault: MockFault?
    /// The size of the answer's content, in bytes.
    public let answerSize: Int
    /// The rule that answered; `nil` when none did.
    public let rule: String?

    init(number: Int, request: MockRequest, answer: MockAnswer) {
        self.number = number
        contentSize = request.body.count
        var kept = request
        if contentSize > Self.keptContent { kept.body = Array(request.body.prefix(Self.keptContent)) }
        self.request = kept
        fault = answer.fault
        status = answer.fault?.hidesStatus == true ? nil : answer.status
        answerSize = answer.body.count
        rule = answer.rule
    }

    /// The request in one line: number, method, path and names of the query's parameters, what it got, and from which
    /// rule. It holds no header value, no query value and no content, so no secret either.
    public var line: String {
        let names = request.query.map(\.name)
        let query = names.isEmpty ? "" : "?" + names.map { "\($0)=…" }.joined(separator: "&")
        let result = status.map { "\($0), \(answerSize) B" } ?? "no answer"
        let wrong = fault.map { " (\($0.word))" } ?? ""
        return Self.printable("#\(number) \(request.method) \(request.path)\(query) -> \(result)\(wrong)")
            + Self.printable(rule.map { " by \"\($0)\"" } ?? " by no rule")
    }

    /// `text` with control characters, and marks that turn the direction of writing, made harmless for a terminal.
    private static func printable(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }
}
