/// A failure that is accepted for a while: which, why, by whom, and until when.
package struct Waiver: Sendable, Hashable {
    /// The suite's name; `nil` for any.
    package var suite: String?
    /// The case's name, or that of its scenario for all of its rows; `nil` for any.
    package var caseName: String?
    /// What is broken: an expectation as findings name it (`headers.ETag`), or its first part (`headers`); `nil` for
    /// any.
    package var finding: String?
    /// The ID of a requirement that the case covers; `nil` for any.
    package var requirement: String?
    /// Why it is accepted.
    package var reason: String
    /// Who answers for that.
    package var owner: String
    /// The last day on which it is, in UTC: `2026-12-31`.
    package var until: String
    /// The file that says so.
    package var file: String
    /// The line where it does, from 1.
    package var line: Int

    /// A waiver of its parts; at least one of `caseName`, `finding` and `requirement` says what it is about.
    package init(
        suite: String? = nil,
        caseName: String? = nil,
        finding: String? = nil,
        requirement: String? = nil,
        reason: String,
        owner: String,
        until: String,
        file: String,
        line: Int
    ) {
        self.suite = suite
        self.caseName = caseName
        self.finding = finding
        self.requirement = requirement
        self.reason = reason
        self.owner = owner
        self.until = until
        self.file = file
        self.line = line
    }

    /// What it is about, in words.
    package var subject: String {
        let parts = [
            suite.map { "suite '\($0)'" }, caseName.map { "case '\($0)'" }, finding.map { "finding '\($0)'" },
            requirement.map { "requirement '\($0)'" },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    /// What it says, in a line.
    package var description: String { "waived until \(until) by \(owner): \(reason)" }

    /// Whether it is about the case at all.
    package func isAbout(_ result: CaseResult, in suite: String) -> Bool {
        if let wanted = self.suite, wanted != suite { return false }
        if let caseName, caseName != result.name, caseName != result.scenario { return false }
        return requirement.map(result.covers.contains) ?? true
    }

    /// Whether it is about what was found.
    package func isAbout(_ finding: Finding) -> Bool {
        guard let wanted = self.finding else { return true }
        return finding.expectation == wanted || finding.expectation.hasPrefix(wanted + ".")
    }
}

/// What became of a waiver in a run.
package struct WaiverResult: Sendable, Hashable {
    /// What became of it.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// A failure was waived by it.
        case applied
        /// The failure is there, and the waiver is over.
        case expired
        /// Every case that it is about was measured, and none fails so: it has to go.
        case unneeded
        /// Nobody has what it names: it waives nothing, and has to be mended or to go.
        case unknown
        /// What it is about wasn't run or measured.
        case idle
    }

    /// The waiver.
    package var waiver: Waiver
    /// What became of it.
    package var state: State
    /// The names of the cases that fail so.
    package var cases: [String]
    /// What it names that nobody has, in words; `nil` unless that is its state.
    package var unknown: String?

    /// What became of `waiver`.
    package init(_ waiver: Waiver, _ state: State, cases: [String] = []) {
        self.waiver = waiver
        self.state = state
        self.cases = cases
    }

    /// The same of one that names what nobody has, said in `words`.
    package static func unknown(_ waiver: Waiver, _ words: String) -> WaiverResult {
        var result = WaiverResult(waiver, .unknown)
        result.unknown = words
        return result
    }
}
