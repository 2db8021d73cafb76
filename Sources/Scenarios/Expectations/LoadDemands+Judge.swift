package import Decoding
import Diagnostics
import JSON
import Matching
package import Results
import Substitution

extension LoadDemands {
    /// What `together` and the requests of `variants` expect of a load as a whole.
    package init(_ together: SetExpectation, _ variants: [LoadVariant]) {
        self.init()
        latency = together.latency.map { LoadObjective($0.name, limit: $0.limit) }
        flowTime = together.flowTime.map { LoadObjective($0.name, limit: $0.limit) }
        firstEvent = together.firstEvent.map { LoadObjective($0.name, limit: $0.limit) }
        eventGap = together.eventGap.map { LoadObjective($0.name, limit: $0.limit) }
        eventRate = together.eventRate
        failures = together.failures
        goodput = together.goodput
        counts = together.countsSource
        requests = variants.flatMap(\.steps).map { step in
            step.latency.map { LoadObjective($0.name, limit: $0.limit) }
        }
    }

    /// Judges the figures of all shards together, as one generator would have been judged by them.
    ///
    /// - Throws: what is wrong with the demands, when they were changed since.
    package func judge(_ load: LoadResult) throws(Problems.Found) -> Judgement {
        var together = SetExpectation()
        together.latency = latency.map { ($0.name, $0.limit) }
        together.flowTime = flowTime.map { ($0.name, $0.limit) }
        together.firstEvent = firstEvent.map { ($0.name, $0.limit) }
        together.eventGap = eventGap.map { ($0.name, $0.limit) }
        together.eventRate = eventRate
        together.failures = failures
        together.goodput = goodput
        if let counts { together.counts = try Self.decoded(counts) }
        var judgement = together.judge(load, values: [])
        for (limits, times) in zip(requests, load.requests) {
            for limit in limits {
                load.judge(times.times, "latency.\(limit.name) of \(times.name)", limit.name, limit.limit, &judgement)
            }
        }
        return judgement
    }

    private static func decoded(
        _ counts: JSONValue
    ) throws(Problems.Found) -> [(counted: SetExpectation.Counted, name: String, matcher: Matcher)] {
        let problems = Problems()
        let file = SourceFile(path: "counts", bytes: Array(counts.description.utf8))
        let decoder = ExpectationDecoder(problems: problems, files: FileStore(), forMany: true)
        let decoded = SourceReader.parse(file, problems).map(decoder.counts) ?? []
        try problems.throwIfAny()
        return decoded
    }
}
