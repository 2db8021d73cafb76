import HTTP
import Measurement
import Results

/// Reads a burst or load of `results.json` back. What was counted for other tools' files stands in these alone.
enum LoadReader {
    static func load(_ node: ResultsNode) throws(ResultsError) -> LoadResult {
        var load = LoadResult(
            kind: try node.member("kind").word(),
            model: try node.text("model"),
            offered: try node.count("offered"),
            sent: try node.count("sent"),
            completed: try node.count("completed"),
            broken: try node.count("broken"),
            warmUp: try node.count("warmUp"),
            statuses: try tally(node.member("statuses")) { (row) throws(ResultsError) in try row.count("status") },
            failures: try tally(node.member("failures"), category),
            duration: try node.nanoseconds("durationNs"),
            responseTime: try ResultsReader.latency(node.member("responseTime")),
            serviceTime: try ResultsReader.latency(node.member("serviceTime")),
            examples: try node.member("examples").elements(example)
        )
        load.expectedFailures = try tally(node.member("failures"), category) { (row) throws(ResultsError) in
            try row.optional("expected")?.count() ?? 0
        }.filter { $0.value > 0 }
        load.version = try node.text("version")
        load.validated = try node.double("validatedShare")
        load.judged = try node.optional("judged")?.count() ?? 0
        load.misjudged = try node.optional("misjudged")?.count() ?? 0
        load.resent = try node.count("resent")
        load.bytesIn = try node.count("bytesIn")
        load.bytesOut = try node.count("bytesOut")
        load.parts = try node.member("parts").elements(part)
        load.flows = try node.member("flows").elements(flow)
        load.streams =
            try node.optional("streams")?.elements { (stream) throws(ResultsError) in
                StreamResult(
                    name: try stream.text("request"),
                    responses: try stream.count("responses"),
                    events: try stream.count("events"),
                    first: try ResultsReader.latency(stream.member("firstEvent")),
                    gap: try ResultsReader.latency(stream.member("eventGap"))
                )
            } ?? []
        load.requests = try node.optional("requests")?.elements(requestTimes) ?? []
        load.audit = try node.optional("audit").map(audit)
        load.release = try node.optional("release").map(release)
        load.intervals = try node.member("seconds").elements(interval)
        load.heat = try node.optional("heat").map(heat)
        load.scrape = try node.optional("scrape").map(scrape)
        load.stop = try node.optionalNanoseconds("stoppedAfterNs").map { LoadStop(after: $0, planned: nil) }
        load.end = try node.optional("end").map { (end) throws(ResultsError) in
            LoadEnd(
                try end.member("cause").word(),
                after: try end.nanoseconds("afterNs"),
                detail: try end.text("detail")
            )
        }
        load.sharding = try node.optional("shards").map(ShardDocument.sharding)
        load.doubtful = try node.member("doubtful").elements(ResultsReader.finding)
        load.objectives =
            try node.optional("objectives")?.elements { (row) throws(ResultsError) in
                LoadObjective(try row.text("name"), limit: try row.nanoseconds("limitNs"))
            } ?? []
        load.slowest = try node.optional("slowest")?.elements(slow) ?? []
        return load
    }

    static func slow(_ node: ResultsNode) throws(ResultsError) -> SlowResponse {
        SlowResponse(
            responseTime: try node.nanoseconds("responseTimeNs"),
            serviceTime: try node.nanoseconds("serviceTimeNs"),
            start: try node.nanoseconds("startNs"),
            index: try node.count("index"),
            request: try node.text("request"),
            status: try node.count("status"),
            trace: try node.optionalText("traceId")
        )
    }

    static func scrape(_ node: ResultsNode) throws(ResultsError) -> LoadScrape {
        LoadScrape(
            url: try node.text("url"),
            looks: try node.count("looks"),
            failed: try node.count("failed"),
            failure: try node.optionalText("failure"),
            series: try node.member("series").elements { (series) throws(ResultsError) in
                LoadScrape.Series(
                    name: try series.text("name"),
                    isRate: try series.flag("rate"),
                    points: try series.member("points").elements { (point) throws(ResultsError) in
                        LoadScrape.Point(time: try point.nanoseconds("timeNs"), value: try point.double("value"))
                    }
                )
            },
            leftOut: try node.count("leftOut")
        )
    }

    private static func heat(_ node: ResultsNode) throws(ResultsError) -> LoadHeat {
        let heat = LoadHeat(
            edges: try node.member("edgesNs").elements { (edge) throws(ResultsError) in try edge.whole() },
            counts: try node.member("counts").elements { (row) throws(ResultsError) in
                try row.elements { (count) throws(ResultsError) in try count.count() }
            }
        )
        guard heat.counts.allSatisfy({ $0.count == heat.edges.count }) else {
            throw try node.member("counts").error("a count for each of the edges in every row", found: "others")
        }
        return heat
    }

    /// Counts by a key that each row has.
    private static func tally<Key: Hashable>(
        _ node: ResultsNode,
        _ key: (ResultsNode) throws(ResultsError) -> Key,
        _ count: (ResultsNode) throws(ResultsError) -> Int = { (row) throws(ResultsError) in try row.count("count") }
    ) throws(ResultsError) -> [Key: Int] {
        let rows = try node.elements { (row) throws(ResultsError) in (try key(row), try count(row)) }
        return Dictionary(rows) { $1 }
    }

    private static func category(_ row: ResultsNode) throws(ResultsError) -> FailureCategory {
        try row.member("category").word()
    }

    private static func part(_ node: ResultsNode) throws(ResultsError) -> LoadPart {
        LoadPart(
            request: try node.text("request"),
            statusClass: try node.count("statusClass"),
            responseTime: try ResultsReader.latency(node.member("responseTime")),
            serviceTime: try ResultsReader.latency(node.member("serviceTime"))
        )
    }

    private static func flow(_ node: ResultsNode) throws(ResultsError) -> FlowResult {
        FlowResult(
            name: try node.text("name"),
            started: try node.count("started"),
            completed: try node.count("completed"),
            abandoned: try node.count("abandoned"),
            time: try ResultsReader.latency(node.member("time"))
        )
    }

    private static func requestTimes(_ node: ResultsNode) throws(ResultsError) -> RequestTimes {
        RequestTimes(
            name: try node.text("request"),
            responseTime: try ResultsReader.latency(node.member("responseTime"))
        )
    }

    static func audit(_ node: ResultsNode) throws(ResultsError) -> LoadAudit {
        LoadAudit(
            sendDelay: try ResultsReader.latency(node.member("slip")),
            ownSendDelay: try ResultsReader.latency(node.member("ownSlip")),
            loopLag: try ResultsReader.latency(node.member("loopLag")),
            busiestThread: try node.double("busiestThreadShare"),
            threads: try node.count("threads"),
            voluntarySwitches: try node.count("voluntarySwitches"),
            involuntarySwitches: try node.count("involuntarySwitches"),
            opened: try node.count("connectionsOpened"),
            openedLate: try node.count("connectionsOpenedLate"),
            reopened: try node.count("connectionsReopened"),
            held: try node.count("requestsHeld"),
            peakInFlight: try node.count("peakInFlight"),
            ports: try node.count("ephemeralPorts"),
            descriptors: try node.count("descriptorLimit"),
            doubts: try node.texts("doubts")
        )
    }

    private static func release(_ node: ResultsNode) throws(ResultsError) -> ReleaseResult {
        ReleaseResult(
            mode: try node.text("mode"),
            spread: try node.nanoseconds("spreadNs"),
            threads: try node.count("threads"),
            packets: try node.optional("packets")?.count()
        )
    }

    private static func interval(_ node: ResultsNode) throws(ResultsError) -> IntervalSummary {
        var interval = IntervalSummary(
            start: try node.nanoseconds("startNs"),
            length: try node.nanoseconds("lengthNs"),
            offered: try node.count("offered"),
            sent: try node.count("sent"),
            unsent: try node.optional("unsent")?.count() ?? 0,
            completed: try node.count("completed"),
            failed: try node.count("failed"),
            inFlight: try node.count("inFlight"),
            responseTime: try ResultsReader.latency(node.member("responseTime")),
            serviceTime: try node.optional("serviceTime").map(ResultsReader.latency) ?? .empty
        )
        if let classes = try node.optional("statusClasses") {
            interval.statusClasses = try tally(classes) { (row) throws(ResultsError) in try row.count("statusClass") }
        }
        return interval
    }

    static func example(_ node: ResultsNode) throws(ResultsError) -> FailureExample {
        FailureExample(
            kind: try node.text("kind"),
            count: try node.count("count"),
            index: try node.count("index"),
            request: try node.optional("request").map(ResultsReader.request),
            response: try node.optional("response").map(ResultsReader.response)
        )
    }
}
