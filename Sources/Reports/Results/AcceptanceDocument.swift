import JSON
import Results

/// What an acceptance rests on beside the cases, in `results.json` and the journal: provenance, requirements, waivers, an earlier
/// run; written, and read back.
enum AcceptanceDocument {
    static func json(_ provenance: Provenance) -> JSONValue {
        var environment = JSONObject()
        for fact in provenance.environment { environment[fact.name] = .string(fact.value) }
        return [
            "label": .text(provenance.label), "operator": .text(provenance.runner),
            "environment": .object(environment),
        ]
    }

    static func json(_ source: SourceDigest) -> JSONValue {
        ["role": .string(source.role.rawValue), "path": .string(source.path), "sha256": .string(source.sha256)]
    }

    /// A requirement as the suite has it.
    static func json(_ requirement: Requirement) -> JSONObject {
        [
            "id": .string(requirement.id), "text": .string(requirement.text), "source": .string(requirement.source),
            "level": .string(requirement.level.rawValue), "inapplicable": .text(requirement.inapplicable),
            "attested": requirement.attested.map(json) ?? .null,
        ]
    }

    /// The same with what came of it.
    static func json(_ row: RequirementTable.Row) -> JSONValue {
        var object = json(row.requirement)
        object["state"] = .string(row.state.rawValue)
        object["outcome"] = .string(row.state.earl.outcome.rawValue)
        object["mode"] = .string(row.state.mode.rawValue)
        object["passed"] = .count(row.passed)
        object["cases"] = .texts(row.cases.map(\.name))
        return .object(object)
    }

    private static func json(_ attestation: Requirement.Attestation) -> JSONValue {
        ["by": .string(attestation.by), "on": .string(attestation.on), "text": .string(attestation.text)]
    }

    static func json(_ result: WaiverResult) -> JSONValue {
        let waiver = result.waiver
        return [
            "state": .string(result.state.rawValue), "suite": .text(waiver.suite), "case": .text(waiver.caseName),
            "finding": .text(waiver.finding), "requirement": .text(waiver.requirement),
            "reason": .string(waiver.reason), "owner": .string(waiver.owner), "until": .string(waiver.until),
            "file": .string(waiver.file), "line": .count(waiver.line), "cases": .texts(result.cases),
        ]
    }

    static func json(_ preflight: PreflightResult) -> JSONValue {
        .array(
            preflight.checks.map { check in
                [
                    "subject": .string(check.subject.rawValue), "state": .string(check.state.rawValue),
                    "detail": .string(check.detail),
                ]
            }
        )
    }

    static func json(_ merged: MergedRun) -> JSONValue {
        [
            "startedAtMs": .number(JSONNumber(merged.startedAt)), "tool": .string(merged.tool),
            "seed": .string("\(merged.seed)"), "label": .text(merged.label), "rerun": .count(merged.rerun),
            "kept": .count(merged.kept),
        ]
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
        return WaiverResult(waiver, try node.member("state").word(), cases: try node.texts("cases"))
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
