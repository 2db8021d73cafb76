package import Measurement

/// What a worker has for flows: a memory for each connection, a tally for each endpoint that begins one. It is a plain
/// value over memory that it owns; a load without flows takes none.
struct WorkerFlows {
    private let memories: UnsafeMutablePointer<Unmanaged<FlowMemory>>
    private let memoryCount: Int
    let tallies: UnsafeMutablePointer<FlowTally>
    private let tallyCount: Int
    /// Flows that wait for the pause before their next request to be over.
    var paused = 0

    init?(_ plan: LoadPlan, connections: Int) {
        guard plan.endpoints.contains(where: { $0.next != nil }) else { return nil }
        memoryCount = connections
        memories = .allocate(capacity: max(1, connections))
        for slot in 0..<connections {
            (memories + slot).initialize(to: .passRetained(FlowMemory(textCount: plan.flowTexts)))
        }
        tallyCount = plan.endpoints.count
        tallies = .allocate(capacity: tallyCount)
        tallies.initialize(repeating: FlowTally(), count: tallyCount)
        for place in 0..<tallyCount {
            tallies[place].time.reserve()
            tallies[place].undelayed.reserve()
        }
    }

    func memory(_ slot: Int) -> Unmanaged<FlowMemory> { memories[slot] }

    /// What was counted so far.
    func take() -> [FlowFigures] {
        (0..<tallyCount).compactMap { place in
            let tally = tallies + place
            guard tally.pointee.started > 0 else { return nil }
            return FlowFigures(
                endpoint: place,
                started: tally.pointee.started,
                completed: tally.pointee.completed,
                abandoned: tally.pointee.abandoned,
                time: tally.pointee.time.take(),
                undelayed: tally.pointee.undelayed.take()
            )
        }
    }

    func free() {
        for slot in 0..<memoryCount { memories[slot].release() }
        memories.deallocate()
        tallies.deinitialize(count: tallyCount)
        tallies.deallocate()
    }
}

/// The flows of one thread that begin with one endpoint, counted while they run.
struct FlowTally {
    var started = 0
    var completed = 0
    var abandoned = 0
    var time = LatencyRecorder()
    /// Without what the generator itself was late.
    var undelayed = LatencyRecorder()
}

/// What became of the flows that begin with one endpoint, warm-up excluded. Always: `started == completed + abandoned`.
package struct FlowFigures: Sendable, Hashable {
    /// The endpoint that they begin with.
    package var endpoint: Int
    /// Flows that began.
    package var started: Int
    /// Flows whose last response came, and held.
    package var completed: Int
    /// Flows that ended before: a request failed, a response broke an expectation, or the load was over.
    package var abandoned: Int
    /// Of the completed ones, from the intended start to the last response, in nanoseconds.
    package var time: PackedLatencies
    /// The same without what the generator itself was late.
    package var undelayed: PackedLatencies

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
