import Results

extension CaseScope {
    /// The `curl` command for `step`; values that only a response will bring stand in it as `${name}`.
    public mutating func preview(_ step: Step, target: String) throws(Problems.Found) -> String {
        if step.traffic != .single { scope.deferred.formUnion(["index", "user"]) }
        let prepared = try request(step, target: target)
        let text = Recorder(redactor, connection: step.connection).record(prepared.request).curl
        for capture in step.captures { scope.deferred.insert(capture.name) }
        return Deferred.shown(text)
    }
}

extension Step.Traffic {
    /// How many requests, in words; `nil` for one.
    public var words: String? {
        switch self {
        case .single: nil
        case .burst(let requests): "\(requests) at once"
        case .load(let load): load.words
        }
    }
}
