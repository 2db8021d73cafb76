import Results

extension CaseScope {
    /// The `curl` command for `step`; values that only a response will bring stand in it as `${name}`.
    public mutating func preview(_ step: Step, target: String) throws(Problems.Found) -> String {
        if step.traffic != .single { scope.defer(columns: step.data?.columns ?? []) }
        var texts: [String] = []
        let recorder = Recorder(redactor, connection: step.connection)
        if step.variants.isEmpty { texts.append(recorder.record(try request(step, target: target).request).curl) }
        for variant in step.variants {
            var own = self
            for step in variant.steps {
                texts.append(recorder.record(try own.request(step.request, target: target).request).curl)
                own.scope.defer(step.captures)
            }
        }
        scope.defer(step.captures)
        return texts.joined(separator: "\n")
    }
}

extension Step.Traffic {
    /// How many requests, in words; `nil` for one.
    public var words: String? {
        switch self {
        case .single: nil
        case .burst(let burst): burst.words
        case .load(let load): load.words
        case .capacity(let capacity): capacity.words
        }
    }
}
