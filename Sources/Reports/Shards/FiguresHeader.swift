import HTTP
import JSON
import Measurement
import Results

/// The line of JSON in a file of a load's figures: all of them that aren't histograms.
enum FiguresHeader {
    static func write(_ file: FiguresFile, _ json: inout JSONWriter) {
        let figures = file.figures
        json.object { json in
            json.member("suite", file.load.suite)
            json.member("case", file.load.name)
            json.member("step", file.load.step)
            json.member("kind", figures.kind.rawValue)
            json.member("model", figures.model)
            json.member("version", figures.version)
            json.member("validatedShare", figure: figures.validated)
            for (name, path) in LoadFigures.Counts.all {
                json.member(text: name, count: figures.counts[keyPath: path])
            }
            json.member("durationNs", count: figures.duration)
            json.member("startedAtMs", moment: figures.startedAt)
            pairs("statuses", figures.statuses.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }, &json)
            pairs("failures", words(figures.failures), &json)
            pairs("expectedFailures", words(figures.expectedFailures), &json)
            json.member("series", each: figures.series) { series, json in
                json.object { json in
                    json.member("request", count: series.request)
                    json.member("statusClass", count: series.statusClass)
                }
            }
            json.member("requests", texts: figures.requests.map(\.name))
            json.member("flows", each: figures.flows, write)
            json.member("streams", each: figures.streams) { stream, json in
                json.object { json in
                    json.member("request", count: stream.request)
                    json.member("responses", count: stream.responses)
                    json.member("events", count: stream.events)
                }
            }
            json.member("users", count: figures.users?.count)
            json.member("lonelyUsers", count: figures.users?.lonely)
            json.member("stoppedAfterNs", count: figures.stop?.after)
            json.member("plannedNs", count: figures.stop?.planned)
            json.member("audit", figures.audit, LoadDocument.write)
            json.member("shards", figures.sharding, ShardDocument.write)
            json.member("examples", each: figures.examples, ResultsDocument.write)
            json.member("slowest", each: figures.slowest, LoadDocument.write)
            json.member("demands", file.demands, write)
        }
    }

    private static func words(_ failures: [FailureCategory: Int]) -> [(String, Int)] {
        failures.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, $0.value) }
    }

    private static func pairs(_ name: StaticString, _ pairs: [(String, Int)], _ json: inout JSONWriter) {
        json.name(name)
        json.object { json in
            for (name, count) in pairs { json.member(text: name, count: count) }
        }
    }

    private static func write(_ flow: LoadFigures.Flow, _ json: inout JSONWriter) {
        json.object { json in
            json.member("request", count: flow.request)
            json.member("name", flow.name)
            json.member("requests", count: flow.requests)
            json.member("started", count: flow.started)
            json.member("completed", count: flow.completed)
            json.member("abandoned", count: flow.abandoned)
        }
    }

    private static func write(_ demands: LoadDemands, _ json: inout JSONWriter) {
        json.object { json in
            json.member("latency", each: demands.latency, write)
            json.member("flowTime", each: demands.flowTime, write)
            json.member("firstEvent", each: demands.firstEvent, write)
            json.member("eventGap", each: demands.eventGap, write)
            json.member("eventRate", figure: demands.eventRate)
            json.member("failures", figure: demands.failures)
            json.member("goodput", figure: demands.goodput)
            json.member("counts", demands.counts) { $1.write($0) }
            json.member("requests", each: demands.requests) { limits, json in json.array(limits, write) }
            json.member("acceptsDoubt", demands.acceptsDoubt)
        }
    }

    private static func write(_ objective: LoadObjective, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", objective.name)
            json.member("limitNs", count: objective.limit)
        }
    }
}

extension FiguresHeader {
    /// The file whose second line `node` is, without its histograms.
    static func file(_ node: ResultsNode) throws(ResultsError) -> FiguresFile {
        var figures = LoadFigures(kind: try node.member("kind").word(), model: try node.text("model"))
        figures.version = try node.text("version")
        figures.validated = try node.double("validatedShare")
        for (name, path) in LoadFigures.Counts.all { figures.counts[keyPath: path] = try node.count(name) }
        figures.duration = try node.nanoseconds("durationNs")
        figures.startedAt = try node.milliseconds("startedAtMs")
        for (name, count) in try pairs(node.member("statuses")) {
            guard let status = Int(name) else { throw try node.member("statuses").error("statuses", found: name) }
            figures.statuses[status] = count
        }
        figures.failures = try failures(node.member("failures"))
        figures.expectedFailures = try failures(node.member("expectedFailures"))
        figures.requests = try node.texts("requests").map {
            LoadFigures.Request(name: $0, undelayed: PackedLatencies())
        }
        let requests = figures.requests.count
        figures.series = try node.member("series").elements { (node) throws(ResultsError) in
            LoadFigures.Series(
                request: try place(node, below: requests),
                statusClass: try node.count("statusClass"),
                responseTime: PackedLatencies(),
                serviceTime: PackedLatencies()
            )
        }
        figures.flows = try node.member("flows").elements { (node) throws(ResultsError) in
            LoadFigures.Flow(
                request: try place(node, below: requests),
                name: try node.text("name"),
                requests: try node.count("requests"),
                started: try node.count("started"),
                completed: try node.count("completed"),
                abandoned: try node.count("abandoned"),
                time: PackedLatencies(),
                undelayed: PackedLatencies()
            )
        }
        figures.streams =
            try node.optional("streams")?.elements { (node) throws(ResultsError) in
                LoadFigures.Stream(
                    request: try place(node, below: requests),
                    responses: try node.count("responses"),
                    events: try node.count("events"),
                    first: PackedLatencies(),
                    undelayed: PackedLatencies(),
                    gap: PackedLatencies()
                )
            } ?? []
        if let users = try node.optional("users") {
            figures.users = LoadUsers(count: try users.count(), lonely: try node.count("lonelyUsers"))
        }
        if let after = try node.optionalNanoseconds("stoppedAfterNs") {
            figures.stop = LoadStop(after: after, planned: try node.optionalNanoseconds("plannedNs"))
        }
        figures.audit = try LoadReader.audit(node.member("audit"))
        figures.sharding = try node.optional("shards").map(ShardDocument.sharding)
        figures.examples = try node.member("examples").elements(LoadReader.example)
        figures.slowest = try node.optional("slowest")?.elements(LoadReader.slow) ?? []
        return FiguresFile(
            load: FiguresFile.Load(
                suite: try node.text("suite"),
                name: try node.text("case"),
                step: try node.text("step")
            ),
            figures: figures,
            demands: try demands(node.member("demands"))
        )
    }

    private static func place(_ node: ResultsNode, below count: Int) throws(ResultsError) -> Int {
        let request = try node.member("request")
        let place = try request.count()
        guard place < count else { throw request.error("the place of one of \(count) requests") }
        return place
    }

    private static func pairs(_ node: ResultsNode) throws(ResultsError) -> [(name: String, count: Int)] {
        try node.names().map { (name) throws(ResultsError) in (name, try node.count(name)) }
    }

    private static func failures(_ node: ResultsNode) throws(ResultsError) -> [FailureCategory: Int] {
        var failures: [FailureCategory: Int] = [:]
        for (name, count) in try pairs(node) {
            guard let category = FailureCategory(rawValue: name) else {
                throw node.error("categories of failures", found: name)
            }
            failures[category] = count
        }
        return failures
    }

    private static func demands(_ node: ResultsNode) throws(ResultsError) -> LoadDemands {
        var demands = LoadDemands()
        demands.latency = try node.member("latency").elements(objective)
        demands.flowTime = try node.member("flowTime").elements(objective)
        demands.firstEvent = try node.optional("firstEvent")?.elements(objective) ?? []
        demands.eventGap = try node.optional("eventGap")?.elements(objective) ?? []
        demands.eventRate = try node.optional("eventRate")?.double()
        demands.failures = try node.optional("failures")?.double()
        demands.goodput = try node.optional("goodput")?.double()
        demands.counts = try node.optional("counts")?.value
        demands.requests = try node.member("requests").elements { (limits) throws(ResultsError) in
            try limits.elements(objective)
        }
        demands.acceptsDoubt = try node.flag("acceptsDoubt")
        return demands
    }

    private static func objective(_ node: ResultsNode) throws(ResultsError) -> LoadObjective {
        LoadObjective(try node.text("name"), limit: try node.nanoseconds("limitNs"))
    }
}
