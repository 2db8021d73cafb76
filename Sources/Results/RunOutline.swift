import Measurement

/// What a run is going to do, as far as it is known before anything is sent: what has no result in the end is told by
/// it.
package struct RunOutline: Sendable, Hashable {
    /// The program and its version.
    package var tool: String
    /// The name of the machine that runs it.
    package var host: String
    /// When it began: milliseconds since 1970-01-01T00:00:00Z.
    package var startedAt: Int64
    /// The seed of everything random in it.
    package var seed: UInt64
    /// The suites, in the order in which they were named.
    package var suites: [SuiteOutline]
    /// Who runs it, and on what.
    package var provenance = Provenance()
    /// Which shard of a divided run it is; `nil` for one that isn't divided.
    package var sharded: ShardedRun?
    /// Which cases were chosen, where others are left out; `nil` for whole suites.
    package var part: RunPart?

    /// An outline of its parts.
    package init(tool: String, host: String, startedAt: Int64, seed: UInt64, suites: [SuiteOutline]) {
        self.tool = tool
        self.host = host
        self.startedAt = startedAt
        self.seed = seed
        self.suites = suites
    }

    /// The outline that `run` must have had.
    package init(_ run: RunResult) {
        self.init(
            tool: run.tool,
            host: run.host,
            startedAt: run.startedAt,
            seed: run.seed,
            suites: run.suites.map(SuiteOutline.init)
        )
        provenance = run.provenance
        sharded = run.sharded
        part = run.part
    }
}

/// What a run is going to do with a suite.
package struct SuiteOutline: Sendable, Hashable {
    /// The suite's name.
    package var name: String
    /// Its description; empty when it has none.
    package var description: String
    /// The file.
    package var file: String
    /// The base URL that is tested.
    package var target: String
    /// The file of the mock that is tested and is gone after the run; `nil` for what goes on.
    package var mock: String?
    /// The requirements that the suite lists.
    package var requirements: [Requirement]
    /// What weakens the results, as far as it is known beforehand.
    package var warnings: [String]
    /// The cases, in file order.
    package var cases: [CaseOutline]
    /// The files that its results rest on.
    package var sources: [SourceDigest] = []
    /// The commit of git that its folder stands at; `nil` where there is none.
    package var commit: String?
    /// What was found on the way to the endpoint before the run; `nil` when nobody looked.
    package var preflight: PreflightResult?
    /// How many cases the suite has in all shards; `nil` when it isn't divided.
    package var whole: Int?

    /// An outline of its parts.
    package init(
        name: String,
        description: String,
        file: String,
        target: String,
        mock: String?,
        requirements: [Requirement],
        warnings: [String],
        cases: [CaseOutline]
    ) {
        self.name = name
        self.description = description
        self.file = file
        self.target = target
        self.mock = mock
        self.requirements = requirements
        self.warnings = warnings
        self.cases = cases
    }

    /// The outline that `suite` must have had.
    init(_ suite: SuiteResult) {
        self.init(
            name: suite.name,
            description: suite.description,
            file: suite.file,
            target: suite.target,
            mock: suite.mock,
            requirements: suite.requirements,
            warnings: suite.warnings,
            cases: suite.cases.map(CaseOutline.init)
        )
        sources = suite.sources
        commit = suite.commit
        preflight = suite.preflight
        whole = suite.whole
    }
}

/// A case that is to be run.
package struct CaseOutline: Sendable, Hashable {
    /// The case's name, unique in its suite.
    package var name: String
    /// The scenario's name as the file has it.
    package var scenario: String
    /// The file that holds the scenario.
    package var file: String
    /// The line where the scenario begins, from 1.
    package var line: Int
    /// The scenario's and the suite's tags.
    package var tags: [String]
    /// The IDs of the requirements that the case covers.
    package var covers: [String]
    /// What of a contract it is about; `nil` for a case that a person wrote.
    package var subject: CaseSubject?
    /// Its place among the cases of the whole suite, from 0, when shards divide them; `nil` otherwise.
    package var place: Int?
    /// The shard that runs it; `nil` for a load, which every shard runs a part of, and for a run that isn't divided.
    package var shard: Int?

    /// An outline of its parts.
    package init(name: String, scenario: String, file: String, line: Int, tags: [String], covers: [String]) {
        self.name = name
        self.scenario = scenario
        self.file = file
        self.line = line
        self.tags = tags
        self.covers = covers
    }

    /// The outline that `result` must have had.
    package init(_ result: CaseResult) {
        self.init(
            name: result.name,
            scenario: result.scenario,
            file: result.file,
            line: result.line,
            tags: result.tags,
            covers: result.covers
        )
        subject = result.subject
        (place, shard) = (result.place, result.shard)
    }
}

/// Where a case stands in a run.
package struct CasePosition: Sendable, Hashable {
    /// The suite's place, from 0.
    package var suite: Int
    /// The case's place in its suite, from 0.
    package var index: Int

    /// The case `index` of the suite `suite`.
    package init(suite: Int, index: Int) {
        self.suite = suite
        self.index = index
    }
}

extension CaseResult {
    /// What came of a case that was outlined.
    package init(
        _ outline: CaseOutline,
        _ verdict: Verdict,
        reason: String = "",
        startedAt: Int64,
        duration: UInt64 = 0,
        steps: [StepResult] = [],
        question: QuestionResult? = nil
    ) {
        self.init(
            name: outline.name,
            scenario: outline.scenario,
            file: outline.file,
            line: outline.line,
            tags: outline.tags,
            covers: outline.covers,
            verdict: verdict,
            reason: reason,
            startedAt: startedAt,
            duration: duration,
            steps: steps,
            question: question
        )
        subject = outline.subject
        (place, shard) = (outline.place, outline.shard)
    }
}

extension SuiteResult {
    /// What came of a suite that was outlined: the figures of its single exchanges are made of its cases.
    package init(
        _ outline: SuiteOutline,
        startedAt: Int64,
        duration: UInt64,
        cases: [CaseResult],
        contract: ContractResult? = nil
    ) {
        self.init(
            name: outline.name,
            description: outline.description,
            file: outline.file,
            target: outline.target,
            mock: outline.mock,
            startedAt: startedAt,
            duration: duration,
            requirements: outline.requirements,
            cases: cases,
            responseTime: .empty,
            warnings: outline.warnings,
            contract: contract
        )
        responseTime = Self.singleExchanges(cases)
        sources = outline.sources
        commit = outline.commit
        preflight = outline.preflight
        whole = outline.whole
    }
}
