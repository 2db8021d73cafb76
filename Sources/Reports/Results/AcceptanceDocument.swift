import JSON
import Results

/// What an acceptance rests on beside the cases, in `results.json` and the journal: provenance, requirements, waivers,
/// which cases were chosen, an earlier run; written, and read back.
enum AcceptanceDocument {
    static func write(_ provenance: Provenance, _ json: inout JSONWriter) {
        json.object { json in
            json.member("label", provenance.label)
            json.member("operator", provenance.runner)
            json.name("environment")
            json.object { json in
                for fact in provenance.environment {
                    json.name(text: fact.name)
                    json.write(fact.value)
                }
            }
        }
    }

    static func write(_ source: SourceDigest, _ json: inout JSONWriter) {
        json.object { json in
            json.member("role", source.role.rawValue)
            json.member("path", source.path)
            json.member("sha256", source.sha256)
        }
    }

    /// A requirement as the suite has it.
    static func write(_ requirement: Requirement, _ json: inout JSONWriter) {
        json.object { members(requirement, &$0) }
    }

    /// The same with what came of it.
    static func write(_ row: RequirementTable.Row, _ json: inout JSONWriter) {
        json.object { json in
            members(row.requirement, &json)
            json.member("state", row.state.rawValue)
            json.member("outcome", row.state.earl.outcome.rawValue)
            json.member("mode", row.state.mode.rawValue)
            json.member("passed", count: row.passed)
            json.member("cases", texts: row.cases.map(\.name))
        }
    }

    private static func members(_ requirement: Requirement, _ json: inout JSONWriter) {
        json.member("id", requirement.id)
        json.member("text", requirement.text)
        json.member("source", requirement.source)
        json.member("level", requirement.level.rawValue)
        json.member("inapplicable", requirement.inapplicable)
        json.member("attested", requirement.attested) { attestation, json in
            json.object { json in
                json.member("by", attestation.by)
                json.member("on", attestation.on)
                json.member("text", attestation.text)
            }
        }
    }

    static func write(_ result: WaiverResult, _ json: inout JSONWriter) {
        let waiver = result.waiver
        json.object { json in
            json.member("state", result.state.rawValue)
            json.member("suite", waiver.suite)
            json.member("case", waiver.caseName)
            json.member("finding", waiver.finding)
            json.member("requirement", waiver.requirement)
            json.member("reason", waiver.reason)
            json.member("owner", waiver.owner)
            json.member("until", waiver.until)
            json.member("file", waiver.file)
            json.member("line", count: waiver.line)
            json.member("cases", texts: result.cases)
            if let unknown = result.unknown { json.member("unknown", unknown) }
        }
    }

    static func write(_ part: RunPart, _ json: inout JSONWriter) {
        json.object { json in
            json.member("choice", part.choice)
            json.member("suites", each: part.suites) { suite, json in
                json.object { json in
                    json.member("name", suite.name)
                    json.member("chosen", count: suite.chosen)
                    json.member("cases", count: suite.cases)
                }
            }
        }
    }

    static func write(_ preflight: PreflightResult, _ json: inout JSONWriter) {
        json.array(preflight.checks) { check, json in
            json.object { json in
                json.member("subject", check.subject.rawValue)
                json.member("state", check.state.rawValue)
                json.member("detail", check.detail)
            }
        }
    }

    static func write(_ merged: MergedRun, _ json: inout JSONWriter) {
        json.object { json in
            json.member("startedAtMs", moment: merged.startedAt)
            json.member("tool", merged.tool)
            json.member("seed", "\(merged.seed)")
            json.member("label", merged.label)
            json.member("rerun", count: merged.rerun)
            json.member("kept", count: merged.kept)
        }
    }
}

extension AcceptanceDocument {
    static func provenance(_ node: ResultsNode) throws(ResultsError) -> Provenance {
        guard let node = try node.optional("provenance") else { return Provenance() }
        let environment = try node.member("environment")
        return Provenance(
            label: try node.optionalText("label"),
            runner: try node.optionalText("operator"),
            environment: try environment.names().map { (name) throws(ResultsError) in
                Provenance.Fact(name, try environment.text(name))
            }
        )
    }

    /// The files that a suite's results rest on.
    static func sources(_ suite: ResultsNode) throws(ResultsError) -> [SourceDigest] {
        try suite.optional("sources")?.elements { (node) throws(ResultsError) in
            SourceDigest(
                try node.member("role").word(),
                path: try node.text("path"),
                sha256: try node.text("sha256")
            )
        } ?? []
    }

    static func requirement(_ node: ResultsNode) throws(ResultsError) -> Requirement {
        var requirement = Requirement(
            id: try node.text("id"),
            text: try node.text("text"),
            source: try node.text("source")
        )
        if let level = try node.optional("level") { requirement.level = try level.word() }
        requirement.inapplicable = try node.optionalText("inapplicable")
        if let attested = try node.optional("attested") {
            requirement.attested = Requirement.Attestation(
                by: try attested.text("by"),
                on: try attested.text("on"),
                text: try attested.text("text")
            )
        }
        return requirement
    }

    static func waiver(_ node: ResultsNode) throws(ResultsError) -> WaiverResult {
        let waiver = Waiver(
            suite: try node.optionalText("suite"),
            caseName: try node.optionalText("case"),
            finding: try node.optionalText("finding"),
            requirement: try node.optionalText("requirement"),
            reason: try node.text("reason"),
            owner: try node.text("owner"),
            until: try node.text("until"),
            file: try node.text("file"),
            line: try node.count("line")
        )
        var result = WaiverResult(waiver, try node.member("state").word(), cases: try node.texts("cases"))
        result.unknown = try node.optionalText("unknown")
        return result
    }

    static func part(_ node: ResultsNode) throws(ResultsError) -> RunPart {
        RunPart(
            choice: try node.text("choice"),
            suites: try node.member("suites").elements { (suite) throws(ResultsError) in
                RunPart.Suite(
                    try suite.text("name"),
                    chosen: try suite.count("chosen"),
                    of: try suite.count("cases")
                )
            }
        )
    }

    static func preflight(_ suite: ResultsNode) throws(ResultsError) -> PreflightResult? {
        guard let node = try suite.optional("preflight") else { return nil }
        return PreflightResult(
            try node.elements { (check) throws(ResultsError) in
                PreflightResult.Check(
                    try check.member("subject").word(),
                    try check.member("state").word(),
                    try check.text("detail")
                )
            }
        )
    }

    static func merged(_ node: ResultsNode) throws(ResultsError) -> MergedRun {
        MergedRun(
            startedAt: try node.milliseconds("startedAtMs"),
            tool: try node.text("tool"),
            seed: try ResultsReader.seed(node),
            label: try node.optionalText("label"),
            rerun: try node.count("rerun"),
            kept: try node.count("kept")
        )
    }
}
