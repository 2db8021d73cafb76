package import Measurement

/// A suite and the results of its cases, in file order.
package struct SuiteResult: Sendable, Hashable {
    /// The suite's name.
    package var name: String
    /// Its description; empty when it has none.
    package var description: String
    /// The file.
    package var file: String
    /// The base URL that was tested.
    package var target: String
    /// The file of the mock that was tested, which is gone after the run; `nil` for what goes on.
    package var mock: String?
    /// When it began: milliseconds since 1970-01-01T00:00:00Z.
    package var startedAt: Int64
    /// How long it took, in nanoseconds.
    package var duration: UInt64
    /// The requirements that the suite lists.
    package var requirements: [Requirement]
    /// The cases.
    package var cases: [CaseResult]
    /// The response times of the cases' single exchanges (bursts and loads have their own).
    package var responseTime: LatencySummary
    /// What weakens the results and must be seen in every report: certificates not verified, say.
    package var warnings: [String]
    /// What came of holding its exchanges against its contract; `nil` when it names none.
    package var contract: ContractResult?
    /// The files that its results rest on.
    package var sources: [SourceDigest] = []
    /// The commit of git that the suite's folder stood at; `nil` where there is none.
    package var commit: String?
    /// What was found on the way to the endpoint before the run; `nil` when nobody looked.
    package var preflight: PreflightResult?
    /// How many cases the suite has in all shards; `nil` when it isn't divided.
    package var whole: Int?

    /// A suite's result of its parts.
    package init(
        name: String,
        description: String = "",
        file: String,
        target: String,
        mock: String? = nil,
        startedAt: Int64,
        duration: UInt64,
        requirements: [Requirement] = [],
        cases: [CaseResult],
        responseTime: LatencySummary,
        warnings: [String] = [],
        contract: ContractResult? = nil
    ) {
        self.name = name
        self.description = description
        self.file = file
        self.target = target
        self.mock = mock
        self.startedAt = startedAt
        self.duration = duration
        self.requirements = requirements
        self.cases = cases
        self.responseTime = responseTime
        self.warnings = warnings
        self.contract = contract
    }

    /// The response times of the single exchanges of `cases`; bursts and loads have their own.
    package static func singleExchanges(_ cases: [CaseResult]) -> LatencySummary {
        var times = LatencyRecorder()
        for step in cases.lazy.flatMap(\.steps) where step.load == nil && step.response != nil && step.failure == nil {
            if let time = step.responseTime { times.record(time) }
        }
        return times.summary()
    }
}
