public import Measurement
import Results

extension LoadStep {
    /// Judges the response times of this request alone.
    public func judge(_ responseTime: LatencySummary) -> Judgement {
        var judgement = Judgement()
        for (percentile, limit) in latency {
            judgement.check(SetExpectation.slow("latency.\(percentile) of \(name)", percentile, limit, responseTime))
        }
        return judgement
    }
}
