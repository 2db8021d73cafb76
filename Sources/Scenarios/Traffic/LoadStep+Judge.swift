public import Results

extension LoadStep {
    /// Judges the response times of this request alone, which are `times` of `load`.
    public func judge(_ times: LoadTimes, of load: LoadResult) -> Judgement {
        var judgement = Judgement()
        for (percentile, limit) in latency {
            load.judge(times, "latency.\(percentile) of \(name)", percentile, limit, &judgement)
        }
        return judgement
    }
}
