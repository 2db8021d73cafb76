package import HTTP

/// A kind of failure or of broken expectation, how often it occurred, and the first one's evidence.
package struct FailureKind: Sendable, Hashable {
    /// The category, when there was no complete response.
    package var category: FailureCategory?
    /// What went wrong: equal for all that are counted here.
    package var detail: String
    /// How often.
    package var count: Int
    /// The endpoint of the first.
    package var endpoint: Int
    /// The number of the origin that the first went to.
    package var origin = 0
    /// The request index of the first.
    package var index: UInt64
    /// The first one's request, as it was sent.
    package var request: [UInt8]
    /// What had come of the first one's response: the header section and the content, which may be cut.
    package var response: [UInt8]
    /// What its flow had captured that must not be shown.
    package var secrets: [String] = []
}

/// The kinds of failure of one thread; off the path of responses that hold.
final class FailureLog {
    /// Kinds that are kept with their evidence; further ones are counted all the same.
    static let mostKinds = 20
    /// The most bytes of a request and of a response that are kept.
    static let mostBytes = 64 << 10

    private(set) var kinds: [FailureKind] = []
    /// Failures of kinds beyond ``mostKinds``.
    private(set) var others = 0

    /// Counts one more of the kind, and keeps what `evidence` returns when it is the first.
    func add(_ category: FailureCategory?, _ detail: String, _ evidence: () -> FailureKind) {
        if let known = kinds.firstIndex(where: { $0.category == category && $0.detail == detail }) {
            kinds[known].count += 1
        } else if kinds.count < Self.mostKinds {
            kinds.append(evidence())
        } else {
            others += 1
        }
    }

    /// The kinds of several threads together; the first of each is the one with the lowest request index.
    static func merged(_ logs: [(kinds: [FailureKind], others: Int)]) -> (kinds: [FailureKind], others: Int) {
        var merged: [FailureKind] = []
        var others = 0
        for log in logs {
            others += log.others
            for kind in log.kinds {
                guard let known = merged.firstIndex(where: { $0.category == kind.category && $0.detail == kind.detail })
                else {
                    merged.append(kind)
                    continue
                }
                let count = merged[known].count + kind.count
                if kind.index < merged[known].index { merged[known] = kind }
                merged[known].count = count
            }
        }
        for kind in merged.dropFirst(mostKinds) { others += kind.count }
        return (Array(merged.prefix(mostKinds)), others)
    }
}
