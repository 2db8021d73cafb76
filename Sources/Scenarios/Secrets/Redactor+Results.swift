import HTTP
import JSON
package import Results

/// What a report is made from, without secrets: whoever writes takes it from here, with all that is known by then.
extension Redactor {
    /// `run` without secrets. What its suites hold is looked through again unless nothing was learnt since `knowledge`
    /// was all.
    package func redact(_ run: RunResult, since knowledge: Int? = nil) -> RunResult {
        var run = run
        if knowledge != self.knowledge { run.suites = run.suites.map(redact) }
        run.provenance = redact(run.provenance)
        run.waivers = run.waivers.map(redact)
        if var merged = run.merged {
            merged.label = merged.label.map(redact)
            run.merged = merged
        }
        run.sharded = run.sharded.map(redact)
        run.part = run.part.map(redact)
        run.partial = run.partial.map(redact)
        return run
    }

    private func redact(_ provenance: Provenance) -> Provenance {
        Provenance(
            label: provenance.label.map(redact),
            runner: provenance.runner.map(redact),
            environment: provenance.environment.map { Provenance.Fact($0.name, redact($0.value)) }
        )
    }

    private func redact(_ result: WaiverResult) -> WaiverResult {
        var result = result
        result.waiver.suite = result.waiver.suite.map(redact)
        result.waiver.caseName = result.waiver.caseName.map(redact)
        result.waiver.finding = result.waiver.finding.map(redact)
        result.waiver.requirement = result.waiver.requirement.map(redact)
        result.waiver.reason = redact(result.waiver.reason)
        result.waiver.owner = redact(result.waiver.owner)
        result.waiver.file = redact(result.waiver.file)
        result.cases = result.cases.map(redact)
        result.unknown = result.unknown.map(redact)
        return result
    }

    private func redact(_ part: RunPart) -> RunPart {
        RunPart(
            choice: redact(part.choice),
            suites: part.suites.map { RunPart.Suite(redact($0.name), chosen: $0.chosen, of: $0.cases) }
        )
    }

    private func redact(_ preflight: PreflightResult) -> PreflightResult {
        PreflightResult(preflight.checks.map { .init($0.subject, $0.state, redact($0.detail)) })
    }

    private func redact(_ source: SourceDigest) -> SourceDigest {
        SourceDigest(source.role, path: redact(source.path), sha256: source.sha256)
    }

    /// `outline` without secrets.
    package func redact(_ outline: RunOutline) -> RunOutline {
        var outline = outline
        outline.provenance = redact(outline.provenance)
        outline.sharded = outline.sharded.map(redact)
        outline.part = outline.part.map(redact)
        outline.suites = outline.suites.map { suite in
            var suite = suite
            suite.name = redact(suite.name)
            suite.description = redact(suite.description)
            suite.file = redact(suite.file)
            suite.target = redact(suite.target)
            suite.mock = suite.mock.map(redact)
            suite.requirements = suite.requirements.map(redact)
            suite.warnings = suite.warnings.map(redact)
            suite.sources = suite.sources.map(redact)
            suite.preflight = suite.preflight.map(redact)
            suite.cases = suite.cases.map(redact)
            return suite
        }
        return outline
    }

    private func redact(_ outline: CaseOutline) -> CaseOutline {
        var outline = outline
        outline.name = redact(outline.name)
        outline.scenario = redact(outline.scenario)
        outline.file = redact(outline.file)
        outline.tags = outline.tags.map(redact)
        outline.covers = outline.covers.map(redact)
        outline.subject = outline.subject.map(redact)
        return outline
    }

    private func redact(_ subject: CaseSubject) -> CaseSubject {
        CaseSubject(
            operation: redact(subject.operation),
            place: redact(subject.place),
            group: redact(subject.group)
        )
    }

    private func redact(_ sharded: ShardedRun) -> ShardedRun {
        var sharded = sharded
        sharded.shards = sharded.shards.map { shard in
            guard var clock = shard.clock else { return shard }
            var shard = shard
            clock.reference = redact(clock.reference)
            clock.problem = clock.problem.map(redact)
            shard.clock = clock
            return shard
        }
        return sharded
    }

    /// `suite` without secrets.
    package func redact(_ suite: SuiteResult) -> SuiteResult {
        var suite = suite
        suite.name = redact(suite.name)
        suite.description = redact(suite.description)
        suite.file = redact(suite.file)
        suite.target = redact(suite.target)
        suite.mock = suite.mock.map(redact)
        suite.requirements = suite.requirements.map(redact)
        suite.cases = suite.cases.map(redact)
        suite.warnings = suite.warnings.map(redact)
        suite.contract = suite.contract.map(redact)
        suite.sources = suite.sources.map(redact)
        suite.preflight = suite.preflight.map(redact)
        return suite
    }

    private func redact(_ requirement: Requirement) -> Requirement {
        Requirement(
            id: redact(requirement.id),
            text: redact(requirement.text),
            source: redact(requirement.source),
            level: requirement.level,
            inapplicable: requirement.inapplicable.map(redact),
            attested: requirement.attested.map {
                Requirement.Attestation(by: redact($0.by), on: redact($0.on), text: redact($0.text))
            }
        )
    }

    package func redact(_ contract: ContractResult) -> ContractResult {
        var contract = contract
        contract.file = redact(contract.file)
        contract.allowed = contract.allowed.map { allowed in
            var allowed = allowed
            allowed.reason = redact(allowed.reason)
            allowed.limits = redact(allowed.limits)
            return allowed
        }
        contract.coverage = contract.coverage.map { row in
            var row = row
            row.owner = redact(row.owner)
            row.name = redact(row.name)
            return row
        }
        contract.unchecked = contract.unchecked.map(redact)
        return contract
    }

    /// `result` without secrets.
    package func redact(_ result: CaseResult) -> CaseResult {
        var result = result
        result.name = redact(result.name)
        result.scenario = redact(result.scenario)
        result.file = redact(result.file)
        result.tags = result.tags.map(redact)
        result.covers = result.covers.map(redact)
        result.subject = result.subject.map(redact)
        result.reason = redact(result.reason)
        result.steps = result.steps.map(redact)
        result.question = result.question.map(redact)
        result.smallest = result.smallest.map { smallest in
            var smallest = smallest
            smallest.request = redact(smallest.request)
            smallest.response = smallest.response.map(redact)
            return smallest
        }
        return result
    }

    private func redact(_ question: QuestionResult) -> QuestionResult {
        var redacted = QuestionResult(
            question: redact(question.question),
            answer: question.answer.map(redact),
            observed: redact(question.observed),
            pinned: question.pinned.map(redact),
            answers: question.answers.map(redact)
        )
        redacted.declared = question.declared.map(redact)
        return redacted
    }

    private func redact(_ step: StepResult) -> StepResult {
        var step = step
        step.name = redact(step.name)
        step.request = step.request.map(redact)
        step.response = step.response.map(redact)
        if let failure = step.failure { step.failure = ExchangeFailure(failure.category, redact(failure.detail)) }
        step.peer = step.peer.map(redact)
        step.findings = step.findings.map(redact)
        step.error = step.error.map(redact)
        step.load = step.load.map(redact)
        step.capacity = step.capacity.map(redact)
        step.notes = step.notes.map(redact)
        step.received = step.received.map(redact)
        step.transmissions = step.transmissions.map { transmission in
            var transmission = transmission
            transmission.reason = redact(transmission.reason)
            transmission.sent = redact(transmission.sent)
            transmission.received = redact(transmission.received)
            return transmission
        }
        return step
    }

    private func redact(_ capacity: CapacityResult) -> CapacityResult {
        var capacity = capacity
        capacity.end = capacity.end.map(redact)
        capacity.goals = capacity.goals.map { goal in
            var goal = goal
            goal.name = redact(goal.name)
            goal.finding = goal.finding.map(redact)
            return goal
        }
        capacity.trials = capacity.trials.map { trial in
            var trial = trial
            trial.note = trial.note.map(redact)
            trial.scrape = trial.scrape.map(redact)
            return trial
        }
        capacity.curve = capacity.curve.map { curve in
            let points = curve.points.map { point in
                var point = point
                point.note = point.note.map(redact)
                point.scrape = point.scrape.map(redact)
                return point
            }
            // What is made of the points is made once: only texts that change need a new curve.
            guard points != curve.points else { return curve }
            return CapacityCurve(axis: curve.axis, think: curve.think, points: points)
        }
        return capacity
    }

    private func redact(_ example: FailureExample) -> FailureExample {
        var example = example
        example.kind = redact(example.kind)
        example.request = example.request.map(redact)
        example.response = example.response.map(redact)
        return example
    }

    private func redact(_ slow: SlowResponse) -> SlowResponse {
        var slow = slow
        slow.request = redact(slow.request)
        slow.trace = slow.trace.map(redact)
        return slow
    }

    private func redact(_ sharding: LoadSharding) -> LoadSharding {
        var sharding = sharding
        sharding.shards = sharding.shards.map { shard in
            var shard = shard
            shard.problem = shard.problem.map(redact)
            shard.absent = shard.absent.map(redact)
            return shard
        }
        return sharding
    }

    /// What a shard leaves for the whole to be judged by.
    package func redact(_ figures: LoadFigures) -> LoadFigures {
        var figures = figures
        figures.requests = figures.requests.map { LoadFigures.Request(name: redact($0.name), undelayed: $0.undelayed) }
        figures.flows = figures.flows.map { flow in
            var flow = flow
            flow.name = redact(flow.name)
            return flow
        }
        figures.examples = figures.examples.map(redact)
        figures.slowest = figures.slowest.map(redact)
        figures.sharding = figures.sharding.map(redact)
        return figures
    }

    private func redact(_ scrape: LoadScrape) -> LoadScrape {
        var scrape = scrape
        scrape.url = redact(scrape.url)
        scrape.failure = scrape.failure.map(redact)
        for index in scrape.series.indices { scrape.series[index].name = redact(scrape.series[index].name) }
        return scrape
    }

    private func redact(_ load: LoadResult) -> LoadResult {
        var load = load
        load.examples = load.examples.map(redact)
        load.slowest = load.slowest.map(redact)
        load.sharding = load.sharding.map(redact)
        load.figures = load.figures.map(redact)
        load.scrape = load.scrape.map(redact)
        load.end = load.end.map { LoadEnd($0.cause, after: $0.after, detail: redact($0.detail)) }
        load.doubtful = load.doubtful.map(redact)
        load.parts = load.parts.map { part in
            var part = part
            part.request = redact(part.request)
            return part
        }
        load.flows = load.flows.map { flow in
            var flow = flow
            flow.name = redact(flow.name)
            return flow
        }
        for place in load.streams.indices { load.streams[place].name = redact(load.streams[place].name) }
        load.requests = load.requests.map { request in
            var request = request
            request.name = redact(request.name)
            return request
        }
        return load
    }

    private func redact(_ request: RecordedRequest) -> RecordedRequest {
        RecordedRequest(
            method: redact(request.method),
            url: redact(request.url),
            headers: redact(request.headers),
            content: request.content.map(redact),
            curl: ShellWord(redactor: self).redacting(request.curl)
        )
    }

    private func redact(_ response: RecordedResponse) -> RecordedResponse {
        var response = response
        response.reason = redact(response.reason)
        response.headers = redact(response.headers)
        response.content = redact(response.content)
        return response
    }

    private func redact(_ content: RecordedContent) -> RecordedContent {
        var content = content
        if content.isBase64 {
            guard let bytes = Base64Run.decode(Array(content.text.utf8))?.bytes, holdsSecret(bytes) else {
                return content
            }
            content.text = Base64Run.encode(redact(bytes))
        } else {
            content.text = redact(content.text)
        }
        return content
    }
}
