import Measurement

/// The flows of one thread that begin with one endpoint, counted while they run.
struct FlowTally {
    var started = 0
    var completed = 0
    var abandoned = 0
    var time = LatencyRecorder()
    /// Without what the generator itself was late.
    var undelayed = LatencyRecorder()
}
