import Results

extension CaseScope {
    /// The `curl` command for `step`; values that only a response will bring stand in it as `${name}`.
    public mutating func preview(_ step: Step, target: String) throws(Problems.Found) -> String {
        if step.traffic != .single { scope.deferred.formUnion(["index", "user"] + (step.data?.columns ?? [])) }
        var texts: [String] = []
        for node in step.variants.isEmpty ? [step.request] : step.variants.map(\.request) {
            let prepared = try request(node, target: target)
            texts.append(Recorder(redactor, connection: step.connection).record(prepared.request).curl)
        }
        let text = texts.joined(separator: "\n")
        for capture in step.captures { scope.deferred.insert(capture.name) }
        return Deferred.shown(text)
    }
}

extension Step.Traffic {
    /// How many requests, in words; `nil` for one.
    public var words: String? {
        switch self {
        case .single: nil
        case .burst(let burst): burst.words
        case .load(let load): load.words
        }
    }
}
