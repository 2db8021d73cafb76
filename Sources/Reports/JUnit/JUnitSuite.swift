import Measurement
import Quantities
import Results

/// One suite of a JUnit report.
struct JUnitSuite {
    let run: RunResult
    let suite: SuiteResult
    /// The suite's place in the run, from 0.
    let index: Int
    /// What the suite is called in the report.
    let name: String
    /// What it is called as the class of its cases.
    let className: String
    /// Whose reader it is for.
    let dialect: JUnitDialect
    /// Where the reports are, as attachments name it.
    let folder: String
    /// What stands in it: its cases, and in place of a case that searches for capacity each of the goals, and the curve
    /// beside them.
    private let entries: [Entry]

    /// One `testcase`.
    private struct Entry {
        var name: String
        /// The case's place among those of the suite: a copy of each is large.
        var place: Int
        @Indirect var goal: CapacityGoalResult?
        /// The curve beside goals.
        @Indirect var curve: CapacityCurve?
    }

    /// What broke in the curve of a case.
    private func curveFindings(_ entry: Entry) -> [Finding] {
        suite.cases[entry.place].steps.flatMap(\.findings).filter { $0.expectation == "sweep" }
    }

    private func verdict(_ entry: Entry) -> Verdict {
        let verdict = suite.cases[entry.place].verdict
        if let curve = entry.curve {
            if !curveFindings(entry).isEmpty { return verdict == .waived ? .waived : .failed }
            return curve.points.allSatisfy(\.isDoubtful) ? .error : .passed
        }
        guard let goal = entry.goal else { return verdict }
        guard goal.finding != nil else { return .passed }
        return goal.isUnclear ? .error : verdict == .waived ? .waived : .failed
    }

    /// The suites of `run`, each with a name of its own, and each of a suite's cases with one of its own: readers take
    /// what has the same class and name for the same.
    static func suites(_ run: RunResult, _ dialect: JUnitDialect, in folder: String) -> [JUnitSuite] {
        var names = UniqueNames()
        var classNames = UniqueNames()
        return run.suites.enumerated().map { index, suite in
            JUnitSuite(
                run: run,
                suite: suite,
                index: index,
                name: names.add(token(suite.name)),
                className: classNames.add(className(suite.name)),
                dialect: dialect,
                folder: folder,
                entries: entries(suite)
            )
        }
    }

    private static func entries(_ suite: SuiteResult) -> [Entry] {
        var names = UniqueNames()
        var entries: [Entry] = []
        func add(_ name: String, _ place: Int, _ goal: CapacityGoalResult? = nil, curve: CapacityCurve? = nil) {
            entries.append(Entry(name: names.add(token(name)), place: place, goal: goal, curve: curve))
        }
        for place in suite.cases.indices {
            let name = suite.cases[place].name
            let capacities = suite.cases[place].steps.compactMap(\.capacity)
            let goals = capacities.flatMap(\.goals)
            if goals.isEmpty {
                add(name, place)
            } else {
                for curve in capacities.compactMap(\.curve) { add("\(name): curve", place, curve: curve) }
                for goal in goals { add("\(name): \(goal.name)", place, goal) }
            }
        }
        return entries
    }

    func write(_ writer: inout XMLWriter) {
        writer.element("testsuite", attributes) { writer in
            writer.element("properties") { writer in
                for (name, value) in properties {
                    writer.element("property", [("name", name), ("value", value)]) { _ in }
                }
            }
            for entry in entries { write(entry, &writer) }
            writer.element("system-out", text: output)
            writer.element("system-err", text: run.warnings(of: suite).joined(separator: "\n"))
        }
    }

    private func count(_ verdict: Verdict) -> String { "\(entries.count { self.verdict($0) == verdict })" }

    private var attributes: [(String, String)] {
        [
            ("name", name), ("package", Self.token(suite.file)), ("id", "\(index)"),
            ("timestamp", Self.timestamp(suite.startedAt)), ("hostname", Self.token(run.host)),
            ("tests", "\(entries.count)"), ("failures", count(.failed)), ("errors", count(.error)),
            ("skipped", "\(entries.count { [.skipped, .waived].contains(verdict($0)) })"),
            ("time", Self.seconds(suite.duration)),
        ]
    }

    private var properties: [(String, String)] {
        var properties = [("tool", run.tool), ("file", suite.file), ("target", suite.target), ("seed", "\(run.seed)")]
        properties += suite.sources.map { ("\($0.role.rawValue).sha256", $0.sha256) }
        properties += suite.commit.map { [("commit", $0)] } ?? []
        properties += run.provenance.label.map { [("label", $0)] } ?? []
        properties += run.provenance.runner.map { [("operator", $0)] } ?? []
        properties += run.warnings(of: suite).map { ("warning", $0) }
        if run.interrupted { properties.append(("interrupted", "true")) }
        properties += RequirementTable(suite).rows.map { row in
            ("requirement.\(row.requirement.id)", "\(row.state.rawValue)\(row.note): \(row.requirement.text)")
        }
        properties += Self.percentiles("responseTime", suite.responseTime)
        for result in suite.cases {
            for step in result.steps where !step.notes.isEmpty || step.capacity != nil || step.load != nil {
                let name = step.name.isEmpty ? result.name : "\(result.name) / \(step.name)"
                properties += step.notes.map { ("\(name).note", $0) }
                properties += (step.capacity?.curve.map(CurveText.findings) ?? []).map { finding in
                    ("\(name).\(finding.name)", finding.text)
                }
                properties += (step.capacity?.goals ?? []).flatMap { goal in
                    let rates = [
                        ("lower", goal.lower), ("upper", goal.upper), ("conditional", goal.conditional),
                        ("estimate", goal.estimate?.rate), ("estimate.lower", goal.estimate?.lower),
                        ("estimate.upper", goal.estimate?.upper),
                    ]
                    return rates.compactMap { end, rate in
                        rate.map { ("\(name): \(goal.name).\(end).perSecond", "\($0)") }
                    }
                }
                properties += (step.capacity.map(CapacityText.sizings) ?? []).flatMap { goal, report in
                    (report?.figures ?? []).map { ("\(name): \(goal.name).\($0.name)", "\($0.instances)") }
                        + [("\(name): \(goal.name).sizing", report?.sentence ?? CapacityText.unsized(goal))]
                }
                guard let load = step.load else { continue }
                properties += Self.percentiles("\(name).responseTime", load.responseTime)
                let suspicion = LoadSuspicion.sentence(load)
                guard load.audit != nil || suspicion != nil else { continue }
                properties += Self.percentiles("\(name).serviceTime", load.serviceTime)
                properties.append(("\(name).validity", suspicion.map { "suspect: \($0)" } ?? "valid"))
            }
        }
        return properties.map { (Self.token($0.0), $0.1) }
    }

    private static func percentiles(_ name: String, _ summary: LatencySummary) -> [(String, String)] {
        guard summary.count > 0 else { return [] }
        var rows = [("\(name).count", "\(summary.count)")]
        rows += summary.percentiles.map {
            ("\(name).p\(PercentileText.text($0.percent)).seconds", exactSeconds($0.value))
        }
        rows.append(("\(name).max.seconds", exactSeconds(summary.max)))
        return rows
    }

    private func write(_ entry: Entry, _ writer: inout XMLWriter) {
        let result = suite.cases[entry.place]
        var attributes = [("name", entry.name), ("classname", className), ("time", Self.seconds(result.duration))]
        if dialect == .gitlab { attributes.append(("file", Self.token(result.file))) }
        let own = entry.curve == nil ? entry.goal.map { $0.finding.map { [$0] } ?? [] } : curveFindings(entry)
        writer.element("testcase", attributes) { writer in
            switch verdict(entry) {
            case .passed, .answered:
                let retries = result.steps.reduce(0) { $0 + $1.retries }
                // As Maven Surefire writes it (surefire-test-report.xsd), which Jenkins' plugin for flaky tests reads.
                if dialect == .jenkins, retries > 0 {
                    let message = "passed only after \(HTMLModel.count(retries, "retry", "retries"))"
                    writer.element("flakyFailure", [("message", message), ("type", "retry")], text: "")
                }
            case .skipped: writer.element("skipped", [("message", result.reason)], text: "")
            // What is waived neither passed nor fails the build.
            case .waived: writer.element("skipped", [("message", "\(result.reason) (\(result.message))")], text: "")
            case .error:
                let text = CaseText(result, of: suite).full
                let reason = own?.first?.summary ?? result.reason
                writer.element("error", [("message", reason), ("type", "not measured")], text: text)
            case .failed:
                let findings = own ?? result.steps.flatMap(\.findings)
                let attributes = [
                    ("message", findings.map(\.summary).joined(separator: "; ")),
                    ("type", findings.first.map { String($0.expectation.prefix { $0 != "." }) } ?? "failure"),
                ]
                writer.element("failure", attributes, text: CaseText(result, of: suite).full)
            }
            let lines = output(result)
            if !lines.isEmpty { writer.element("system-out", text: lines.joined(separator: "\n")) }
        }
    }

    /// What a reader shows beside a case, where its dialect has room for it.
    private func output(_ result: CaseResult) -> [String] {
        guard dialect != .strict else { return [] }
        var lines = ["\(result.file):\(result.line)"]
        if !result.covers.isEmpty { lines.append("covers \(result.covers.joined(separator: ", "))") }
        if let question = result.question {
            lines.append("\(question.question) \(question.answer ?? "none of the listed")")
            lines.append("observed: \(question.observed)")
            if let declared = question.declared { lines.append("declared: \(declared)") }
        }
        for step in result.steps {
            lines += step.notes.map { "note: \($0)" }
            if step.attempts > 1 { lines.append("after \(step.attempts) attempts") }
            if let load = step.load { lines += LoadText.lines(load) }
            if let capacity = step.capacity { lines += CapacityText.lines(capacity) }
        }
        // GitLab and Jenkins' attachments plugin show the file that such a line names.
        if result.verdict == .failed || result.verdict == .error {
            // GitLab wants a path from the root of the project, Jenkins one beside this file.
            lines.append("[[ATTACHMENT|\(dialect == .gitlab ? folder : "")report.html]]")
        }
        return lines
    }

    /// The questions with their answers: a case that isn't judged has no place of its own for them.
    private var output: String {
        suite.cases.compactMap { result in
            result.question.map { question in
                "\(result.name)\n  \(question.question)\n  answer: \(question.answer ?? "none of the listed")\n  observed: \(question.observed)"
            }
        }.joined(separator: "\n")
    }

    /// White space folded, as the schemas' `token` demands, and what XML forbids replaced; never empty.
    private static func token(_ text: String) -> String {
        if isToken(text) { return text }
        let words = text.split { $0 == " " || $0.isNewline || $0 == "\t" }
        return words.isEmpty ? "-" : XMLWriter.allowed(words.joined(separator: " "))
    }

    /// Whether a text is one already, as nearly all are: a search among characters takes a hundred times as long.
    private static func isToken(_ text: String) -> Bool {
        let space = UInt8(ascii: " ")
        var previous = space
        for byte in text.utf8 {
            guard byte >= space, byte < 0x7F, byte != space || previous != space else { return false }
            previous = byte
        }
        return previous != space
    }

    /// CI servers take a dot for the end of a package.
    private static func className(_ name: String) -> String { token(name).replacing(".", with: "_") }

    /// Seconds with three decimals and a dot, which is all that the schemas allow.
    private static func seconds(_ nanoseconds: UInt64) -> String {
        let milliseconds = nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 >= 500_000 ? 1 : 0)
        return "\(milliseconds / 1000).\(padded(milliseconds % 1000, 3))"
    }

    private static func exactSeconds(_ nanoseconds: UInt64) -> String {
        "\(nanoseconds / 1_000_000_000).\(padded(nanoseconds % 1_000_000_000, 9))"
    }

    private static func padded(_ value: UInt64, _ width: Int) -> String {
        let digits = "\(value)"
        return String(repeating: "0", count: width - digits.count) + digits
    }

    /// Without a zone, as the schemas demand: it is UTC.
    private static func timestamp(_ milliseconds: Int64) -> String {
        String(format?.string(fromUnixMilliseconds: milliseconds).dropLast() ?? "")
    }

    private static let format = try? DateFormat("iso8601")
}

/// Names of which none comes twice: a further one has its number behind it.
struct UniqueNames {
    private var used = Set<String>()
    private var numbers: [String: Int] = [:]

    mutating func add(_ name: String) -> String {
        var candidate = name
        while !used.insert(candidate).inserted {
            numbers[name, default: 1] += 1
            candidate = "\(name) (\(numbers[name, default: 1]))"
        }
        return candidate
    }
}
