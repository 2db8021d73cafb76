import Results

/// One request of a burst or load, and what came back, that stand for all.
struct TrafficEvidence: Sendable {
    var request: RecordedRequest
    var response: RecordedResponse?
}
