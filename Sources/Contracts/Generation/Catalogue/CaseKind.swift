/// A kind of generated case: one way in which a request differs from a valid one, and which answers to it are right.
public struct CaseKind: Sendable, Hashable {
    /// Its name, which never changes: suites select and allow by it.
    public let name: String
    /// The group that it belongs to, which suites can name in place of all its kinds.
    public let group: CaseGroup
    /// What is sent in place of the valid request, in words.
    public let sends: String
    /// Which answers are right unless the suite says otherwise.
    public let rule: AnswerRule
    /// Why, with the section of the standard that says so.
    public let reason: String

    init(_ name: String, _ group: CaseGroup, sends: String, _ rule: AnswerRule, why reason: String) {
        self.name = name
        self.group = group
        self.sends = sends
        self.rule = rule
        self.reason = reason
    }

    /// All kinds, in the order of the catalogue.
    public static let all: [CaseKind] =
        valid + parameters + fields + strings + numbers + enums + containers + unicode + controls + injections
        + bodies + forms + contentTypes + methods + paths + protocolHeaders + authentication + links

    /// The kind called `name`.
    public static func named(_ name: String) -> CaseKind? { byName[name] }

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}
