public import Measurement

/// What became of the flows that begin with one endpoint, warm-up excluded. Always: `started == completed + abandoned`.
public struct FlowFigures: Sendable, Hashable {
    /// The endpoint that they begin with.
    public var endpoint: Int
    /// Flows that began.
    public var started: Int
    /// Flows whose last response came, and held.
    public var completed: Int
    /// Flows that ended before: a request failed, a response broke an expectation, or the load was over.
    public var abandoned: Int
    /// Of the completed ones, from the intended start to the last response, in nanoseconds.
    public var time: PackedLatencies
    /// The same without what the generator itself was late.
    public var undelayed: PackedLatencies

    /// What several threads counted.
    static func merged(_ figures: [FlowFigures]) -> [FlowFigures] {
        Dictionary(grouping: figures, by: \.endpoint).sorted { $0.key < $1.key }.map { endpoint, parts in
            FlowFigures(
                endpoint: endpoint,
                started: parts.reduce(0) { $0 + $1.started },
                completed: parts.reduce(0) { $0 + $1.completed },
                abandoned: parts.reduce(0) { $0 + $1.abandoned },
                time: LatencyRecorder.merged(parts.map(\.time)).packed,
                undelayed: LatencyRecorder.merged(parts.map(\.undelayed)).packed
            )
        }
    }
}
