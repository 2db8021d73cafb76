import Diagnostics
package import JSON
package import Results

/// The run by the Test Anything Protocol (testanything.org). What couldn't be measured is `not ok`.
///
/// It is of version 13, of which 14 is a superset: TAP::Harness and others refuse what calls itself newer.
package enum TAPReport {
    /// The report of `run`.
    package static func text(_ run: RunResult) -> String {
        let cases = run.suites.flatMap { suite in suite.cases.map { (suite, $0) } }
        // Nothing may stand before the version.
        var lines = ["TAP version 13"]
        lines += run.scopeLines.map { "# \(VisibleText.escapedLine($0))" }
        lines.append("1..\(cases.count)\(cases.isEmpty ? " # SKIP nothing was run" : "")")
        for (index, (suite, result)) in cases.enumerated() {
            lines += self.lines(index + 1, suite, result)
            lines += LoadSuspicion.of(result).map { "# \(VisibleText.escapedLine($0.textOfCase))" }
        }
        if run.interrupted { lines.append("# interrupted: what was not run is skipped") }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(_ number: Int, _ suite: SuiteResult, _ result: CaseResult) -> [String] {
        let name = "\(number) - \(escaped("\(suite.name): \(result.name)"))"
        switch result.verdict {
        case .passed, .answered: return ["ok \(name)"]
        case .skipped: return ["ok \(name) # SKIP \(escaped(result.reason))"]
        case .failed, .error, .waived:
            let severity = result.verdict == .error ? "not measured" : "fail"
            // What is to be done is no failure ("TODO tests").
            let directive = result.verdict == .waived ? " # TODO \(escaped(result.reason))" : ""
            let block = [
                "message: \(quoted(result.message))", "severity: \(quoted(severity))", "file: \(quoted(result.file))",
                "line: \(result.line)", "text: \(quoted(CaseText(result, of: suite).full))",
            ]
            return ["not ok \(name)\(directive)", "  ---"] + block.map { "  \($0)" } + ["  ..."]
        }
    }

    /// A description in one line, in which a hash would begin a directive.
    private static func escaped(_ text: String) -> String {
        VisibleText.escapedLine(text).replacing("\\", with: "\\\\").replacing("#", with: "\\#")
    }

    /// A string of YAML: one of JSON is.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSONSerializer.serialize(.string(VisibleText.escaped(text)), style: .compact), as: UTF8.self)
    }
}

/// The run as the Common Test Report Format (ctrf.io, JSON Schema of version 0.0.0).
package enum CTRFReport {
    /// The report of `run`.
    package static func json(_ run: RunResult) -> JSONValue {
        let passed = run.count(.passed) + run.count(.answered)
        let tool: JSONValue = ["name": .string(run.program.name), "version": .string(run.program.version)]
        let summary: JSONValue = [
            "tests": .count(run.suites.reduce(0) { $0 + $1.cases.count }), "passed": .count(passed),
            "failed": .count(run.count(.failed)), "skipped": .count(run.count(.skipped) + run.count(.waived)),
            "pending": 0, "flaky": .count(run.suites.flatMap(\.cases).count(where: \.isFlaky)),
            "other": .count(run.count(.error)), "suites": .count(run.suites.count),
            "start": .number(JSONNumber(run.startedAt)), "stop": .number(JSONNumber(run.endedAt)),
        ]
        let tests = run.suites.flatMap { suite in suite.cases.map { test($0, suite) } }
        let results: JSONValue = [
            "tool": tool, "environment": environment(run), "summary": summary, "tests": .array(tests),
        ]
        return ["reportFormat": "CTRF", "specVersion": "0.0.0", "results": results]
    }

    private static func environment(_ run: RunResult) -> JSONValue {
        var object: JSONObject = ["testEnvironment": .string(run.suites.map(\.target).once.joined(separator: ", "))]
        // Its schema has no other place for what a reader has to know first.
        let name = (run.scopeLines + [run.provenance.label].compactMap(\.self)).joined(separator: ", ")
        if !name.isEmpty { object["reportName"] = .string(name) }
        if let commit = run.suites.compactMap(\.commit).first { object["commit"] = .string(commit) }
        var extra: JSONObject = ["host": .string(run.host), "seed": .string("\(run.seed)")]
        if let runner = run.provenance.runner { extra["operator"] = .string(runner) }
        for fact in run.provenance.environment { extra[fact.name] = .string(fact.value) }
        object["extra"] = .object(extra)
        return .object(object)
    }

    private static func test(_ result: CaseResult, _ suite: SuiteResult) -> JSONValue {
        let status =
            switch result.verdict {
            case .passed, .answered: "passed"
            case .failed: "failed"
            case .error: "other"
            case .skipped, .waived: "skipped"
            }
        var object: JSONObject = [
            "name": .string(result.name.isEmpty ? "-" : result.name), "status": .string(status),
            "rawStatus": .string(result.verdict.word), "duration": .count(result.duration / 1_000_000),
            "start": .number(JSONNumber(result.startedAt)), "suite": [.string(suite.name)],
            "filePath": .string(result.file), "line": .count(result.line), "tags": .texts(result.tags),
        ]
        let message = result.verdict == .waived ? "\(result.reason) (\(result.message))" : result.message
        let suspicions = LoadSuspicion.of(result).map(\.textOfCase)
        let messages = (message.isEmpty ? [] : [message]) + suspicions
        if !messages.isEmpty { object["message"] = .string(messages.joined(separator: "; ")) }
        if result.verdict == .failed || result.verdict == .error || result.verdict == .waived {
            object["trace"] = .string(CaseText(result, of: suite).full)
        }
        let retries = result.steps.reduce(0) { $0 + $1.retries }
        if retries > 0 {
            object["retries"] = .count(retries)
            object["flaky"] = .bool(result.isFlaky)
        }
        // What the format has no word for goes into `extra`: its schema allows no further members.
        var extra = JSONObject()
        if !result.covers.isEmpty { extra["requirements"] = .texts(result.covers) }
        if !suspicions.isEmpty { extra["suspect"] = .texts(suspicions) }
        if !extra.isEmpty { object["extra"] = .object(extra) }
        return .object(object)
    }
}
