import Contracts

/// A kind of generated case: one way in which a request differs from a valid one, and which answers to it are right.
package struct CaseKind: Sendable, Hashable {
    /// Its name, which never changes: suites select and allow by it.
    package let name: String
    /// The group that it belongs to, which suites can name in place of all its kinds.
    package let group: CaseGroup
    /// What is sent in place of the valid request, in words.
    package let sends: String
    /// Which answers are right unless the suite says otherwise.
    package let rule: AnswerRule
    /// Why, with the section of the standard that says so.
    package let reason: String

    init(_ name: String, _ group: CaseGroup, sends: String, _ rule: AnswerRule, why reason: String) {
        self.name = name
        self.group = group
        self.sends = sends
        self.rule = rule
        self.reason = reason
    }

    /// Whether what the request names must be there for the right answer: wrong credentials and methods are found
    /// before that.
    var isAboutThings: Bool { group != .authentication && group != .method || self == .methodOverride }

    /// All kinds, in the order of the catalogue.
    package static let all: [CaseKind] =
        valid + parameters + fields + strings + numbers + enums + containers + unicode + controls + injections
        + bodies + forms + contentTypes + methods + paths + protocolHeaders + authentication + links + sequences

    /// The kind called `name`.
    package static func named(_ name: String) -> CaseKind? { byName[name] }

    /// Why a value that breaks the schema is refused.
    static let invalidValue =
        "The value breaks the contract's schema: 400 (RFC 9110, section 15.5.1) or 422 (section 15.5.21)"

    /// Why a value that the contract leaves open may be taken or refused.
    static let schemaDecides =
        "The contract's schema decides; what it leaves open may be refused, but never break the "
        + "server (RFC 9110, section 15.6: 5xx is the server's own fault)"

    /// Why a value at a bound is taken.
    static let validAtBound = "The contract says that the request is valid: it is at the bound"

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}

/// A group of kinds of generated cases.
package enum CaseGroup: String, Sendable, Hashable, CaseIterable {
    case valid
    case parameters
    case fields
    case strings
    case numbers
    case enums
    case containers
    case unicode
    case controls
    case injection
    case body
    case contentType = "content-type"
    case method
    case path
    case headers
    case authentication
    case links
    case sequences

    /// What its kinds are about.
    package var title: String {
        switch self {
        case .valid: "Requests that are valid"
        case .parameters: "Parameters: headers, queries, cookies, paths"
        case .fields: "Fields of the body"
        case .strings: "Strings: lengths, patterns, formats"
        case .numbers: "Numbers"
        case .enums: "Enumerations"
        case .containers: "Arrays and objects"
        case .unicode: "Unicode"
        case .controls: "Control characters"
        case .injection: "Texts in the shape of an attack"
        case .body: "The body as a whole"
        case .contentType: "Content type and encoding"
        case .method: "Methods"
        case .path: "Paths and queries"
        case .headers: "Headers of the protocol"
        case .authentication: "Authentication"
        case .links: "Flows from links"
        case .sequences: "Requests that belong together"
        }
    }

    /// Its kinds, in the order of the catalogue.
    package var kinds: [CaseKind] { CaseKind.all.filter { $0.group == self } }
}

/// Which answers to a generated case are right, before the contract's own statuses are looked up.
package struct AnswerRule: Sendable, Hashable {
    /// What the server has to do with the request.
    package enum Outcome: Sendable, Hashable {
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
    package var outcome: Outcome
    /// The statuses of a refusal: those of them that the operation documents, or all of them when it documents none.
    package var refusals: [Int]
    /// Statuses that are right whether documented or not: what stands before the service answers with them.
    package var always: [Int]
    /// Whether the server may answer before the service sees the request, in a form that isn't the contract's.
    package var isAnsweredBelow = false

    /// The same, with answers from below the service in any form.
    var below: AnswerRule {
        var rule = self
        rule.isAnsweredBelow = true
        return rule
    }

    /// The usual answers to a wrong request: RFC 9110, sections 15.5.1 and 15.5.21.
    package static let invalid = [400, 422]

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
    package var description: String {
        let extra = always.isEmpty ? "" : "; also \(Self.list(always))"
        switch outcome {
        case .accepted: return "2xx" + extra
        case .refused where refusals.isEmpty: return Self.list(always)
        case .refused: return Self.list(refusals) + extra
        case .either where refusals.isEmpty: return "\(Self.list(always)), or a documented 4xx"
        case .either:
            // Those of 4xx are among them.
            let others = always.filter { !(400..<500).contains($0) }
            return "2xx or 4xx" + (others.isEmpty ? "" : "; also \(Self.list(others))")
        case .bySchema:
            return "\(Self.list(refusals)) when the schema refuses it, else 2xx or 4xx" + extra
        }
    }

    private static func list(_ statuses: [Int]) -> String {
        let words = statuses.map(String.init)
        guard words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
    }
}
