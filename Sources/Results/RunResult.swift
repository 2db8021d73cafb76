/// Everything that a run found out; every report is made from it.
package struct RunResult: Sendable, Hashable {
    /// The program and its version, such as `muster 0.1.0`.
    package var tool: String
    /// When it began: milliseconds since 1970-01-01T00:00:00Z.
    package var startedAt: Int64
    /// How long it took, in nanoseconds.
    package var duration: UInt64
    /// The seed of everything random in it.
    package var seed: UInt64
    /// Whether it was stopped before its end; what was done by then is complete.
    package var interrupted: Bool
    /// The suites, in the order in which they were named.
    package var suites: [SuiteResult]
    /// The name of the machine that ran it.
    package var host = "localhost"
    /// Who ran it, and on what.
    package var provenance = Provenance()
    /// What became of each waiver, in the order of its file.
    package var waivers: [WaiverResult] = []
    /// The earlier run whose cases stand beside those that were run again; `nil` for a run of its own.
    package var merged: MergedRun?
    /// The shards of a divided run that it is of; `nil` for one that isn't divided.
    package var sharded: ShardedRun?
    /// Which cases were chosen, where others were left out by choice; `nil` for a run of whole suites.
    package var part: RunPart?
    /// Why it isn't one whole run, though it was asked for: shards that are missing or don't belong together. Every
    /// report says it before anything else.
    package var partial: [String] = []

    /// A run's result of its parts.
    package init(
        tool: String,
        startedAt: Int64,
        duration: UInt64,
        seed: UInt64,
        interrupted: Bool = false,
        suites: [SuiteResult]
    ) {
        self.tool = tool
        self.startedAt = startedAt
        self.duration = duration
        self.seed = seed
        self.interrupted = interrupted
        self.suites = suites
    }

    /// How many cases have `verdict`.
    package func count(_ verdict: Verdict) -> Int {
        // By their places: an element that is handed over is copied, and a case is large.
        suites.indices.reduce(0) { count, suite in
            count + suites[suite].cases.indices.count { suites[suite].cases[$0].verdict == verdict }
        }
    }

    /// 0 accepted; 1 a case failed; 3 nothing failed but the result can't be trusted: something could not be measured,
    /// or the run was interrupted.
    package var exitCode: Int32 {
        if count(.failed) > 0 { return 1 }
        let cases = suites.reduce(0) { $0 + $1.cases.count }
        // A part of a divided run may have none; else nothing is known where all were skipped.
        let isNothing = sharded == nil && cases > 0 && count(.skipped) == cases
        return interrupted || isNothing || count(.error) > 0 ? 3 : 0
    }
}
