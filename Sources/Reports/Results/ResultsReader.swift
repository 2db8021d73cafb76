import HTTP
package import JSON
import Measurement
package import Results

/// Reads `results.json` back, so that every report can be made again: what is written of what was read has the same
/// bytes.
///
/// What follows from the rest (totals, the exit code, the states of requirements) isn't read but found again.
package enum ResultsReader {
    /// The run that `document` tells of.
    package static func run(_ document: JSONValue) throws(ResultsError) -> RunResult {
        let node = ResultsNode(document)
        guard try node.optionalText("format") == ResultsDocument.format else {
            throw node.error("the results of a run (\"format\": \"\(ResultsDocument.format)\")")
        }
        let version = try node.member("version")
        guard try version.count() == ResultsDocument.version else { throw version.error("\(ResultsDocument.version)") }
        var run = RunResult(
            tool: try node.text("tool"),
            startedAt: try node.milliseconds("startedAtMs"),
            duration: try node.nanoseconds("durationNs"),
            seed: try seed(node),
            interrupted: try node.flag("interrupted"),
            suites: try node.member("suites").elements(suite)
        )
        run.host = try node.optionalText("host") ?? run.host
        run.provenance = try AcceptanceDocument.provenance(node)
        run.waivers = try node.optional("waivers")?.elements(AcceptanceDocument.waiver) ?? []
        run.merged = try node.optional("merged").map(AcceptanceDocument.merged)
        run.sharded = try node.optional("shards").map(ShardDocument.sharded)
        run.part = try node.optional("part").map(AcceptanceDocument.part)
        run.partial = try node.optional("partial") == nil ? [] : node.texts("partial")
        return run
    }

    static func seed(_ node: ResultsNode) throws(ResultsError) -> UInt64 {
        let text = try node.text("seed")
        guard let seed = UInt64(text) else { throw try node.member("seed").error("a number of 64 bits as a text") }
        return seed
    }

    private static func suite(_ node: ResultsNode) throws(ResultsError) -> SuiteResult {
        var suite = SuiteResult(
            name: try node.text("name"),
            description: try node.text("description"),
            file: try node.text("file"),
            target: try node.text("target"),
            mock: try node.optionalText("mock"),
            startedAt: try node.milliseconds("startedAtMs"),
            duration: try node.nanoseconds("durationNs"),
            requirements: try node.member("requirements").elements(AcceptanceDocument.requirement),
            cases: try node.member("cases").elements(result),
            responseTime: try latency(node.member("responseTime")),
            warnings: try node.texts("warnings"),
            contract: try contract(node)
        )
        suite.sources = try AcceptanceDocument.sources(node)
        suite.commit = try node.optionalText("commit")
        suite.preflight = try AcceptanceDocument.preflight(node)
        suite.whole = try node.optional("wholeCases")?.count()
        return suite
    }

    /// The contract of a suite, whose coverage stands beside it.
    static func contract(_ suite: ResultsNode) throws(ResultsError) -> ContractResult? {
        guard let node = try suite.optional("contract") else { return nil }
        return ContractResult(
            file: try node.text("file"),
            exchanges: try node.count("exchanges"),
            unmatched: try node.count("unmatched"),
            allowed: try node.member("allowed").elements(allowed),
            unchecked: try node.texts("unchecked"),
            coverage: try suite.member("coverage").elements(coverage),
            notApplicable: try node.texts("notApplicable")
        )
    }

    private static func allowed(_ node: ResultsNode) throws(ResultsError) -> ContractResult.Allowed {
        ContractResult.Allowed(
            check: try node.text("check"),
            reason: try node.text("reason"),
            limits: try node.text("limits"),
            count: try node.count("count")
        )
    }

    private static func coverage(_ node: ResultsNode) throws(ResultsError) -> ContractResult.Coverage {
        ContractResult.Coverage(
            area: try node.text("area"),
            owner: try node.text("owner"),
            name: try node.text("name"),
            count: try node.count("count"),
            cases: try node.optional("cases")?.count()
        )
    }

    /// What a case was before it was run.
    static func outline(_ node: ResultsNode) throws(ResultsError) -> CaseOutline {
        var outline = CaseOutline(
            name: try node.text("name"),
            scenario: try node.text("scenario"),
            file: try node.text("file"),
            line: try node.count("line"),
            tags: try node.texts("tags"),
            covers: try node.texts("covers")
        )
        if let about = try node.optional("about") {
            outline.subject = CaseSubject(
                operation: try about.text("operation"),
                place: try about.text("at"),
                group: try about.text("group")
            )
        }
        outline.place = try node.optional("place")?.count()
        outline.shard = try node.optional("shard")?.count()
        return outline
    }

    static func result(_ node: ResultsNode) throws(ResultsError) -> CaseResult {
        var result = CaseResult(
            try outline(node),
            try node.member("verdict").word(),
            reason: try node.text("reason"),
            startedAt: try node.milliseconds("startedAtMs"),
            duration: try node.nanoseconds("durationNs"),
            steps: try node.member("steps").elements(step)
        )
        if let question = try node.optional("question") { result.question = try self.question(question) }
        if let smallest = try node.optional("smallest") { result.smallest = try self.smallest(smallest) }
        return result
    }

    private static func question(_ node: ResultsNode) throws(ResultsError) -> QuestionResult {
        var question = QuestionResult(
            question: try node.text("question"),
            answer: try node.optionalText("answer"),
            observed: try node.text("observed"),
            pinned: try node.optionalText("pinned"),
            answers: try node.texts("answers")
        )
        question.declared = try node.optionalText("declared")
        return question
    }

    private static func smallest(_ node: ResultsNode) throws(ResultsError) -> SmallestFailure {
        SmallestFailure(
            request: try request(node.member("request")),
            response: try node.optional("response").map(response),
            requests: try node.count("requests")
        )
    }

    private static func step(_ node: ResultsNode) throws(ResultsError) -> StepResult {
        var step = StepResult(
            name: try node.text("name"),
            request: try node.optional("request").map(request),
            response: try node.optional("response").map(response),
            failure: try node.optional("failure").map(failure),
            timings: try node.optional("timings").map(timings),
            responseTime: try node.optionalNanoseconds("responseTimeNs"),
            peer: try node.optionalText("peer"),
            attempts: try node.count("attempts"),
            findings: try node.member("findings").elements(finding),
            error: try node.optionalText("error"),
            load: try node.optional("load").map(LoadReader.load),
            expectations: try node.count("expectations")
        )
        step.events = try node.optional("events").map { (events) throws(ResultsError) in
            EventTimes(
                count: try events.count("count"),
                first: try events.optionalNanoseconds("firstNs"),
                last: try events.optionalNanoseconds("lastNs"),
                longestGap: try events.optionalNanoseconds("longestGapNs")
            )
        }
        step.capacity = try node.optional("capacity").map(CapacityReader.capacity)
        step.retries = try node.optional("retries")?.count() ?? 0
        if try node.optional("notes") != nil { step.notes = try node.texts("notes") }
        step.transmissions = try node.optional("transmissions")?.elements(TransmissionDocument.transmission) ?? []
        step.received = try node.optional("received")?.elements(request) ?? []
        return step
    }

    static func finding(_ node: ResultsNode) throws(ResultsError) -> Finding {
        let place = try node.optional("pointer")
        var pointer: JSONPointer?
        if let place {
            pointer = JSONPointer(try place.text())
            if pointer == nil { throw place.error("a JSON Pointer") }
        }
        return Finding(
            try node.text("expectation"),
            expected: try node.text("expected"),
            found: try node.text("found"),
            pointer: pointer,
            diff: try node.text("diff")
        )
    }

    static func request(_ node: ResultsNode) throws(ResultsError) -> RecordedRequest {
        RecordedRequest(
            method: try node.text("method"),
            url: try node.text("url"),
            headers: try headers(node),
            content: try node.optional("content").map(content),
            curl: try node.text("curl")
        )
    }

    static func response(_ node: ResultsNode) throws(ResultsError) -> RecordedResponse {
        RecordedResponse(
            status: try node.count("status"),
            reason: try node.text("reason"),
            version: try node.text("version"),
            headers: try headers(node),
            content: try content(node.member("content"))
        )
    }

    private static func headers(_ node: ResultsNode) throws(ResultsError) -> HeaderFields {
        HeaderFields(
            try node.member("headers").elements { (field) throws(ResultsError) in
                HeaderField(try field.text("name"), try field.text("value"))
            }
        )
    }

    static func content(_ node: ResultsNode) throws(ResultsError) -> RecordedContent {
        RecordedContent(
            text: try node.text("text"),
            isBase64: try node.flag("base64"),
            size: try node.count("sizeBytes"),
            isCut: try node.flag("cut")
        )
    }

    private static func failure(_ node: ResultsNode) throws(ResultsError) -> ExchangeFailure {
        ExchangeFailure(try node.member("category").word(), try node.text("detail"))
    }

    private static func timings(_ node: ResultsNode) throws(ResultsError) -> PhaseTimings {
        PhaseTimings(
            nameLookup: try node.optionalNanoseconds("nameLookupNs"),
            connect: try node.optionalNanoseconds("connectNs"),
            tls: try node.optionalNanoseconds("tlsNs"),
            send: try node.optionalNanoseconds("sendNs"),
            firstByte: try node.optionalNanoseconds("firstByteNs"),
            total: try node.nanoseconds("totalNs")
        )
    }

    static func latency(_ node: ResultsNode) throws(ResultsError) -> LatencySummary {
        LatencySummary(
            count: try node.count("count"),
            min: try node.nanoseconds("minNs"),
            mean: try node.double("meanNs"),
            max: try node.nanoseconds("maxNs"),
            percentiles: try node.member("percentiles").elements(percentile)
        )
    }

    private static func percentile(_ node: ResultsNode) throws(ResultsError) -> LatencySummary.Percentile {
        let percent = try node.double("percent")
        var percentile = LatencySummary.Percentile(percent, try node.nanoseconds("valueNs"))
        guard let interval = try node.optional("interval") else { return percentile }
        guard let method = PercentileInterval.Method(description: try interval.text("method")) else {
            throw try interval.member("method").error("how an interval was found")
        }
        percentile.interval = PercentileInterval(
            percent: percent,
            lower: try interval.nanoseconds("lowerNs"),
            upper: try interval.nanoseconds("upperNs"),
            confidence: try interval.double("confidence"),
            method: method
        )
        return percentile
    }
}
