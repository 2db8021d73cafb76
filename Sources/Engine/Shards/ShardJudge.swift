import Decoding
import Diagnostics
import HTTP
import JSON
package import Results
import Scenarios

/// Judges the load of all shards by what was expected of the whole.
package enum ShardJudge {
    /// What came of it: what was broken, what can't be told for certain, why nothing could be judged, and how many
    /// expectations were.
    package struct Outcome: Sendable {
        package var findings: [Finding]
        package var doubtful: [Finding]
        package var error: String?
        package var expectations: Int
    }

    /// What `demands` say of `load`.
    package static func judge(_ load: LoadResult, _ demands: LoadDemands) -> Outcome {
        var judgement: Judgement
        do throws(Problems.Found) {
            judgement = try demands.judge(load)
        } catch {
            let reason = error.reason
            return Outcome(
                findings: [],
                doubtful: [],
                error: "what was expected can't be read: \(reason)",
                expectations: 0
            )
        }
        let unmade = load.sharding?.shards.lazy.compactMap { shard in
            shard.problem.map { "shard \(shard.index): \($0)" }
        }.first
        var judged = load
        judged.doubtful = judgement.doubtful
        let counted = demands.counts?.object?.map(\.name) ?? []
        let error = TrafficJudge.settle(
            judged,
            &judgement,
            wantsFailures: counted.contains { FailureCategory(rawValue: $0) != nil },
            unmade: unmade,
            acceptsDoubt: demands.acceptsDoubt
        )
        return Outcome(
            findings: judgement.findings,
            doubtful: judgement.doubtful,
            error: error,
            expectations: judgement.count
        )
    }
}
