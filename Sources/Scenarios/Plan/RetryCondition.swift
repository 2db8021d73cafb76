public import HTTP
import JSON

/// After which outcomes a request is sent again.
public struct RetryCondition: Sendable, Hashable {
    var statuses: [StatusSet]
    var failures: [FailureCategory]

    /// Every failure, and the statuses that say "later": 429, 502, 503, 504.
    static let usual = RetryCondition(
        statuses: [429, 502, 503, 504].map { StatusSet(ranges: [$0...$0], words: "\($0)") },
        failures: FailureCategory.allCases.filter { $0 != .cancelled && $0 != .request }
    )

    /// Whether `outcome` is one of them.
    public func holds(_ outcome: Result<HTTPResponse, ExchangeFailure>) -> Bool {
        switch outcome {
        case .success(let response): statuses.contains { $0.contains(response.status) }
        case .failure(let failure): failures.contains(failure.category)
        }
    }

    static func decode(_ node: JSONNode, _ problems: Problems) -> RetryCondition {
        var condition = RetryCondition(statuses: [], failures: [])
        for element in node.elements ?? [node] {
            if let text = element.string, let category = FailureCategory(rawValue: text) {
                condition.failures.append(category)
            } else if let text = element.string, StatusSet(text) == nil, !element.isPending {
                let names = FailureCategory.allCases.map(\.rawValue)
                problems.add(
                    "'\(text)' is neither a status, nor a range, nor a kind of failure",
                    at: element.location,
                    help: UnknownName.help(text, among: names)
                )
            } else if let set = StatusSet.decode(element, problems) {
                condition.statuses.append(set)
            }
        }
        return condition
    }
}
