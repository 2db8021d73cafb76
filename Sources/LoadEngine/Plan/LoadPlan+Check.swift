import Transport

extension LoadPlan {
    /// How many connections there are at most, over all threads.
    var slots: Int {
        switch model {
        case .open: connections.maximum
        case .closed(let users, _, _): users
        }
    }

    /// Whether it asks for as many responses as can be had, and not for exact times.
    var gathers: Bool {
        if case .closed(_, .none, _) = model { pacing == .economical } else { false }
    }

    /// Checks what can't be run.
    func check() throws(LoadEngineError) {
        guard !endpoints.isEmpty else { throw LoadEngineError("the load has no requests: give it one at least") }
        if let bad = endpoints.first(where: { !($0.weight > 0 && $0.weight.isFinite) }) {
            throw LoadEngineError("the weight of \(bad.name) is \(bad.weight): it has to be more than 0")
        }
        guard slots > 0 else {
            throw LoadEngineError("the load has \(slots) connections or users: it needs 1 at least")
        }
        guard configuration.version != .http2 else {
            throw LoadEngineError("HTTP/2 is asked for, and this engine speaks HTTP/1.1: use libcurl's transport")
        }
        guard duration > 0 else { throw LoadEngineError("the load's duration is 0: give it some time") }
        for case (let name, .template(let template)) in endpoints.map({ ($0.name, $0.pattern) }) {
            try check(template, name)
        }
    }

    private func check(_ template: RequestTemplate, _ name: String) throws(LoadEngineError) {
        for case .value(let feeder, let column) in template.head + template.body
        where !(0..<feeder.columns).contains(column) {
            throw LoadEngineError("\(name) asks for column \(column) of a data feeder that has \(feeder.columns)")
        }
        for case .contentLength in template.body {
            throw LoadEngineError("\(name) has its content's length in the content: it belongs in the head")
        }
        for case .random(_, let count) in template.head + template.body where count < 0 {
            throw LoadEngineError("\(name) asks for \(count) random characters: it has to be 0 or more")
        }
    }
}
