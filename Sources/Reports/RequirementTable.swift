import Results

/// Which requirement is met, by which cases.
package struct RequirementTable {
    /// What the cases that cover a requirement say of it, what is looked at first before the others.
    package enum State: String, CaseIterable {
        case broken
        /// Something that covers it could not be measured, and nothing broke it.
        case unclear
        /// Every failure of it is waived.
        case waived
        /// Nothing that covers it was run.
        case untested
        /// Only questions cover it.
        case asked
        /// No case says anything of it, and a person has said that it is met.
        case attested
        case met
        /// The suite says that it doesn't apply.
        case inapplicable

        /// How it was found out (EARL 1.0 Schema, section 2.8).
        enum Mode: String {
            case automatic
            case manual
        }

        /// What it says of the requirement, in words.
        package var meaning: String {
            switch self {
            case .broken: "a case that covers it failed"
            case .unclear: "something that covers it could not be measured, and nothing broke it"
            case .waived: "every failure of a case that covers it is waived"
            case .untested: "nothing that covers it was run"
            case .asked: "only questions cover it: it was asked, not judged"
            case .attested: "no case says anything of it, and a person has said that it is met"
            case .met: "every case that covers it passed"
            case .inapplicable: "the suite says that it doesn't apply, and why"
            }
        }

        var mode: Mode {
            switch self {
            case .broken, .unclear, .waived, .untested, .asked, .met: .automatic
            case .attested, .inapplicable: .manual
            }
        }
    }

    struct Row {
        var requirement: Requirement
        var state: State
        var cases: [CaseResult]

        /// How many of the cases passed.
        var passed: Int { cases.count { $0.verdict == .passed } }

        /// The same in words, such as `48 of 49`.
        var share: String { "\(passed) of \(cases.count)" }

        /// What stands behind the ID where there is little room: `(should, 2 of 3)`; nothing for a plain one without
        /// cases.
        var note: String {
            let level = requirement.level == .must ? nil : requirement.level.rawValue
            let parts = [level, cases.isEmpty ? nil : share].compactMap(\.self)
            return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        }
    }

    let rows: [Row]

    init(_ suite: SuiteResult) {
        // Once through the cases, and not once for each requirement: there may be thousands of both.
        var places: [String: [Int]] = [:]
        for (index, result) in suite.cases.enumerated() where !suite.requirements.isEmpty {
            for id in result.covers where places[id]?.last != index { places[id, default: []].append(index) }
        }
        rows = suite.requirements.map { requirement in
            let cases = (places[requirement.id] ?? []).map { suite.cases[$0] }
            return Row(requirement: requirement, state: Self.state(requirement, cases), cases: cases)
        }
    }

    /// What was observed counts before what anybody says.
    private static func state(_ requirement: Requirement, _ cases: [CaseResult]) -> State {
        let verdicts = Set(cases.map(\.verdict))
        if verdicts.contains(.failed) { return .broken }
        if verdicts.contains(.error) { return .unclear }
        if verdicts.contains(.waived) { return .waived }
        if requirement.inapplicable != nil { return .inapplicable }
        if verdicts.contains(.passed) { return .met }
        if requirement.attested != nil { return .attested }
        return verdicts.contains(.answered) ? .asked : .untested
    }
}

extension RequirementTable.State {
    /// A verdict of W3C's Evaluation and Report Language (EARL 1.0 Schema, section 2.7).
    enum Outcome: String {
        case passed, failed, cantTell, inapplicable, untested
    }

    /// The verdict, and how it is shown: by a style, a sign and words.
    var earl: (outcome: Outcome, style: String, sign: String, word: String) {
        switch self {
        case .met: (.passed, "passed", "✓", "passed")
        case .attested: (.passed, "passed", "✓", "passed: attested")
        case .broken: (.failed, "failed", "✗", "failed")
        case .waived: (.failed, "waived", "~", "failed: waived")
        case .unclear: (.cantTell, "error", "!", "cannot tell")
        case .asked: (.cantTell, "answered", "?", "cannot tell: only asked")
        case .inapplicable: (.inapplicable, "skipped", "–", "inapplicable")
        case .untested: (.untested, "error", "–", "untested")
        }
    }
}
