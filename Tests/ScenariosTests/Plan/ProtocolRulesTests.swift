import HTTP
import Results
import Testing

@testable import Scenarios

@Suite struct ProtocolRulesTests {
    private func rules(_ value: String) throws -> ProtocolRules {
        let plan = try Fixtures.plan(
            #"{ "suite": "S", \#(value) "scenarios": [{ "name": "n", "expect": { "status": 200 } }] }"#
        )
        return try #require(plan.suites.first?.cases.first?.steps.first).protocolRules
    }

    private let found: Deviations = [.foldedField, .missingAllow]

    @Test func deviationsAreRemarksByDefault() throws {
        let rules = try rules("")
        #expect(rules.forbidden.isEmpty)
        #expect(rules.findings(found).isEmpty)
        let remarks = rules.remarks([.foldedField: 1, .missingAllow: 12])
        #expect(remarks.count == 2)
        #expect(remarks[0] == "protocol.folded-field: a field is folded over several lines (RFC 9112, section 5.2)")
        #expect(remarks[1].hasSuffix("(RFC 9110, section 15.5.6), 12 times"))
    }

    @Test func strictRulesMakeThemFailures() throws {
        let rules = try rules(#""protocol": "strict","#)
        #expect(rules.forbidden == .all)
        #expect(rules.findings(found).map(\.expectation) == ["protocol.folded-field", "protocol.missing-allow"])
        #expect(rules.remarks([.foldedField: 1]).isEmpty)
    }

    @Test func someAreAllowedWithAReason() throws {
        let rules = try rules(#""protocol": { "allow": { "folded-field": "an old gateway" } },"#)
        #expect(rules.findings(found).map(\.expectation) == ["protocol.missing-allow"])
        #expect(rules.remarks([.foldedField: 1]).first?.hasSuffix("; allowed: an old gateway") == true)
    }

    @Test(arguments: [
        (#""lenient""#, "must be \"strict\""), ("true", "must be \"strict\""), ("{}", "'allow'"),
        (#"{ "allow": { "folded": "x" } }"#, "no deviation called 'folded'"),
        (#"{ "allow": { "folded-field": "" } }"#, "a reason says why"),
        (#"{ "allow": { "folded-field": 1 } }"#, "reason"),
        (#"{ "deny": {}, "allow": {} }"#, "deny"),
    ])
    func mistakes(value: String, words: String) throws {
        let found = try Fixtures.problems(
            #"{ "suite": "S", "protocol": \#(value), "scenarios": [{ "name": "n", "expect": { "status": 200 } }] }"#
        )
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }
}
