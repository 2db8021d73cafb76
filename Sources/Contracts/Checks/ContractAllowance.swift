import HTTP
import JSON

/// A check that may fail, why, and where: what isn't limited may fail everywhere.
public struct ContractAllowance: Sendable, Hashable {
    /// The check.
    public var check: ContractCheck
    /// Why it may fail.
    public var reason: String
    /// The scenarios in which it may fail; empty for all.
    public var scenarios: [String] = []
    /// The ``Operation/name``s for which it may fail; empty for all.
    public var operations: [String] = []
    /// The statuses of the response with which it may fail; empty for all.
    public var statuses: [ClosedRange<Int>] = []
    /// Where it may fail: pointers into the content (`*` stands for any token, and what lies below is meant too), names of
    /// parameters and headers, `credentials`, `content type`, `content`; empty for everywhere.
    public var places: [String] = []

    /// An allowance without limits.
    public init(_ check: ContractCheck, reason: String) {
        self.check = check
        self.reason = reason
    }

    /// What limits it, in words; empty when nothing does.
    public var limits: String {
        var words: [String] = []
        if !scenarios.isEmpty { words.append("in " + scenarios.map { "'\($0)'" }.joined(separator: ", ")) }
        if !operations.isEmpty { words.append("for " + operations.joined(separator: ", ")) }
        let ranges = statuses.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        if !ranges.isEmpty { words.append("with " + ranges.joined(separator: ", ")) }
        if !places.isEmpty { words.append("at " + places.joined(separator: ", ")) }
        return words.joined(separator: "; ")
    }

    /// Whether it is about `finding`, in an exchange of `scenario` with `operation`, answered with `status`.
    func covers(_ finding: ContractFinding, scenario: String?, operation: String?, status: Int?) -> Bool {
        check == finding.check
            && (scenarios.isEmpty || scenario.map(scenarios.contains) ?? false)
            && (operations.isEmpty || operation.map(operations.contains) ?? false)
            && (statuses.isEmpty || status.map { status in statuses.contains { $0.contains(status) } } ?? false)
            && (places.isEmpty || places.contains { Self.isAt($0, finding) })
    }

    private static func isAt(_ place: String, _ finding: ContractFinding) -> Bool {
        guard place.hasPrefix("/") else { return finding.place.map { HeaderFields.sameName(place, $0) } ?? false }
        guard let wanted = JSONPointer(place)?.tokens, let tokens = finding.pointer?.tokens,
            tokens.count >= wanted.count
        else { return false }
        return zip(wanted, tokens).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
