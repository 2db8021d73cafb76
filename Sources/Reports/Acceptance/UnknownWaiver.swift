import Diagnostics
import Results
import Scenarios

/// What a waiver names that a run hasn't: a name that is misspelt waives nothing, and what it was meant for is still
/// there.
enum UnknownWaiver {
    /// Which name that is, and what may be meant; `nil` for a waiver of which everything is known.
    static func words(_ waiver: Waiver, _ run: RunResult) -> String? {
        let suites = run.suites.filter { waiver.suite == nil || waiver.suite == $0.name }
        let cases = suites.flatMap(\.cases)
        let known = [
            ("suite", waiver.suite, run.suites.map(\.name)),
            ("case", waiver.caseName, cases.flatMap { [$0.name, $0.scenario] }),
            ("requirement", waiver.requirement, suites.flatMap(\.requirements).map(\.id) + cases.flatMap(\.covers)),
        ]
        for (kind, name, names) in known {
            if let name, !names.contains(name) {
                return words(kind, name, NearestWord.suggest(name, among: names), kind == "suite" ? nil : waiver.suite)
            }
        }
        let findings = cases.flatMap(\.steps).flatMap(\.findings).map(\.expectation)
        if let name = waiver.finding, let meant = meant(by: name, among: findings) {
            return words("finding", name, meant, waiver.suite)
        }
        let isAboutNone = suites.allSatisfy { suite in !suite.cases.contains { waiver.isAbout($0, in: suite.name) } }
        return isAboutNone ? "no case in the run that has all that it names" : nil
    }

    private static func words(_ kind: String, _ name: String, _ nearest: String?, _ suite: String?) -> String {
        let place = suite.map { "in the suite '\($0)' of the run" } ?? "in the run"
        return "no \(kind) '\(name)' \(place)" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }

    /// What may be meant by the name of a finding that isn't one; `nil` where it may be one.
    ///
    /// What holds leaves no name behind: one that isn't among the run's `findings` may be of a failure that was mended.
    /// It is misspelt where one of them differs by its case alone, or where its first part is near to a kind of
    /// finding, and is none.
    private static func meant(by name: String, among findings: [String]) -> String? {
        if let same = findings.first(where: { $0 != name && $0.lowercased() == name.lowercased() }) { return same }
        let kinds = Set(Expectation.kinds + others + findings.map(first)).sorted()
        let kind = first(name)
        guard !kinds.contains(kind), let known = NearestWord.suggest(kind, among: kinds) else { return nil }
        return known + name.dropFirst(kind.count)
    }

    /// What findings begin with that no key of an `expect` has brought.
    private static let others = [
        "capacity", "capture", "contract", "declared", "events", "pinned", "receive", "response", "sweep", "waiver",
    ]

    private static func first(_ name: String) -> String { String(name.prefix { $0 != "." }) }
}
