import Measurement
import Transport

extension LoadPlan {
    /// Whether HTTP/2 is spoken; what else is asked for is HTTP/1.1 here.
    var isHTTP2: Bool { configuration.version == .http2 }

    /// How many requests a connection carries at the same time.
    var streams: Int { isHTTP2 && connections.isReusing ? max(1, connections.streams) : 1 }

    /// How many requests can be in flight at most, over all threads.
    var slots: Int {
        switch model {
        case .open: connections.maximum.multipliedSaturated(by: streams)
        case .closed(let users, _, _): users
        }
    }

    /// How many connections there are at most, over all threads.
    var mostConnections: Int { slots / streams + (slots % streams > 0 ? 1 : 0) }

    /// The seconds of the measured load, the last one perhaps not complete.
    var seconds: Int { Int(clamping: duration / 1_000_000_000 + (duration % 1_000_000_000 > 0 ? 1 : 0)) }

    /// Whether it asks for as many responses as can be had, and not for exact times.
    var gathers: Bool {
        if case .closed(_, .none, _) = model { pacing == .economical } else { false }
    }

    /// Its origins, the target first.
    func allOrigins() throws(LoadEngineError) -> LoadOrigins {
        let origins = origins ?? LoadOrigins()
        do throws(LoadOrigins.Refusal) {
            guard try origins.number(target) == 0 else {
                throw LoadOrigins.Refusal(reason: "\(target) isn't the first of the load's origins: it has to be")
            }
        } catch {
            throw LoadEngineError(error.reason)
        }
        return origins
    }

    /// Checks what can't be run.
    func check() throws(LoadEngineError) {
        guard !endpoints.isEmpty else { throw LoadEngineError("the load has no requests: give it one at least") }
        try checkFlows()
        let followers = followers
        if let (_, bad) = endpoints.enumerated().first(where: { place, endpoint in
            !(endpoint.weight > 0 && endpoint.weight.isFinite) && !followers.contains(place)
        }) {
            throw LoadEngineError("the weight of \(bad.name) is \(bad.weight): it has to be more than 0")
        }
        guard slots > 0 else {
            throw LoadEngineError("the load has \(slots) connections or users: it needs 1 at least")
        }
        guard slots <= Self.mostSlots else {
            throw LoadEngineError(
                "the load could have \(slots) requests in flight, and \(Self.mostSlots) is the most: ask for fewer connections, "
                    + "or streams on each"
            )
        }
        guard duration > 0 else { throw LoadEngineError("the load's duration is 0: give it some time") }
        for endpoint in endpoints {
            switch endpoint.pattern {
            case .template(let template, _): try check(template, endpoint.name)
            case .source, .made: break
            }
        }
    }

    /// What is kept of each takes half a kilobyte.
    private static let mostSlots = 4_000_000

    /// The endpoints that follow another.
    private var followers: Set<Int> { Set(endpoints.compactMap(\.next)) }

    /// Flows go forward: each ends, and no endpoint is in two.
    private func checkFlows() throws(LoadEngineError) {
        let followers = followers
        guard followers.count == endpoints.count(where: { $0.next != nil }) else {
            throw LoadEngineError("a request follows two others: give each flow requests of its own")
        }
        for (place, endpoint) in endpoints.enumerated() {
            if let next = endpoint.next, !(place + 1..<endpoints.count).contains(next) {
                throw LoadEngineError(
                    "\(endpoint.name) is followed by request \(next): it has to come after it in the list"
                )
            }
            if followers.contains(place), endpoint.weight != 0 {
                throw LoadEngineError("\(endpoint.name) follows another request and has a weight: it has to be 0")
            }
            if case .template(let template, _) = endpoint.pattern, !followers.contains(place),
                (template.head + template.body).contains(where: { if case .captured = $0 { true } else { false } })
            {
                throw LoadEngineError("\(endpoint.name) is made of what its flow has captured, and it is the first")
            }
            if case .source = endpoint.pattern, followers.contains(place) {
                throw LoadEngineError("\(endpoint.name) follows another request, and can't be prepared ahead of it")
            }
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
        for case .captured(let number) in template.head + template.body where !(0..<flowTexts).contains(number) {
            throw LoadEngineError("\(name) asks for text \(number) of a flow's memory that has \(flowTexts)")
        }
    }
}
