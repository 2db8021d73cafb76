/// Which answers to a generated case are right, before the contract's own statuses are looked up.
public struct AnswerRule: Sendable, Hashable {
    /// What the server has to do with the request.
    public enum Outcome: Sendable, Hashable {
        /// The request is valid and must be carried out.
        case accepted
        /// The request is wrong and must be refused.
        case refused
        /// The request may be carried out or refused; it must not break the server.
        case either
        /// Refused when the contract's schema doesn't accept the value; otherwise carried out or refused.
        case bySchema
    }

    /// What the server has to do.
    public var outcome: Outcome
    /// The statuses of a refusal: those of them that the operation documents, or all of them when it documents none.
    public var refusals: [Int]
    /// Statuses that are right whether documented or not: what stands before the service answers with them.
    public var always: [Int]
    /// Whether the server may answer before the service sees the request, in a form that isn't the contract's.
    public var isAnsweredBelow = false

    /// The same, with answers from below the service in any form.
    var below: AnswerRule {
        var rule = self
        rule.isAnsweredBelow = true
        return rule
    }

    /// The usual answers to a wrong request: RFC 9110, sections 15.5.1 and 15.5.21.
    public static let invalid = [400, 422]

    private init(_ outcome: Outcome, _ refusals: [Int], _ always: [Int]) {
        self.outcome = outcome
        self.refusals = refusals
        self.always = always
    }

    static func accepted(or always: [Int] = []) -> AnswerRule { .init(.accepted, [], always) }

    static func refused(_ refusals: [Int] = invalid, or always: [Int] = []) -> AnswerRule {
        .init(.refused, refusals, always)
    }

    static func either(or always: [Int] = []) -> AnswerRule {
        .init(.either, invalid, always)
    }

    static func bySchema(_ refusals: [Int] = invalid, or always: [Int] = []) -> AnswerRule {
        .init(.bySchema, refusals, always)
    }

    /// These statuses, or a refusal that the operation documents; its successes aren't right.
    static func open(_ statuses: [Int]) -> AnswerRule { .init(.either, [], statuses) }

    /// The rule in words, as the catalogue shows it.
    public var words: String {
        let extra = always.isEmpty ? "" : "; also \(Self.list(always))"
        switch outcome {
        case .accepted: return "2xx" + extra
        case .refused where refusals.isEmpty: return Self.list(always)
        case .refused: return Self.list(refusals) + extra
        case .either where refusals.isEmpty: return "\(Self.list(always)), or a documented 4xx"
        case .either: return "2xx or a documented 4xx" + extra
        case .bySchema:
            return "\(Self.list(refusals)) when the schema refuses it, else 2xx or a documented 4xx" + extra
        }
    }

    private static func list(_ statuses: [Int]) -> String {
        let words = statuses.map(String.init)
        guard words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
    }
}
