import HTTP
import JSON
import Measurement
import Scenarios

/// Sends a burst or load by libcurl: requests are built, sent and judged one task each, on its event loop.
struct CurlTraffic {
    let step: Step
    let target: String
    let binding: RequestBinding
    let options: RunOptions
    let sender: any Sender
    /// Of the steps of all variants, in their order; `nil` where one depends on what its flow has captured.
    let expectations: [Scenarios.Expectation?]
    /// Why a request may not go to a URL; `nil` when it may.
    let refusal: @Sendable (_ url: String) -> String?
    /// The same of the target, asked about once.
    let targetRefusal: String?
    let tally: TrafficTally

    /// How far ahead of its start a request is handed to the event loop, which keeps the time better than a task does.
    private static let lead: UInt64 = 50_000_000

    var seed: UInt64 { binding.seed }

    func burst(_ burst: Burst, _ scope: CaseScope) async throws(Problems.Found) {
        var requests: [HTTPRequest] = []
        var timeout: UInt64 = 0
        for index in 0..<burst.requests where binding.hasRow(index) {
            var own = scope
            binding.bind(&own, index, user: index)
            let prepared = try own.request(step.variants[0].steps[0].request, target: target)
            if let refusal = refusal(prepared.request.url) { return tally.addUnmade(refusal) }
            timeout = max(timeout, self.timeout(prepared))
            requests.append(prepared.request)
        }
        tally.offer(burst.requests)
        guard let expectation = expectations[0] else { return }
        var way = SendOptions(timeout: timeout, staysOnHost: true)
        way.isByLibcurl = true
        let exchanges = await sender.sendAll(requests, way)
        for (index, exchange) in exchanges.enumerated() {
            let subject = subject(exchange, expectation, [])
            tally.add(judged(subject, expectation, index, 0, requests[index], scope, []))
        }
    }

    func load(_ load: Load, _ scope: CaseScope) async throws(Problems.Found) {
        // Built once here, so that what is wrong with it is said before any traffic.
        var own = scope
        binding.bind(&own, 0)
        for variant in step.variants { _ = try own.request(variant.steps[0].request, target: target) }
        if let arrivals = load.arrivals(seed: seed) {
            await open(load, arrivals, scope)
        } else if case .closed(let users, let think, let rampUp) = load.model {
            await closed(load, users, think, rampUp: rampUp, scope)
        }
    }

    private func open(_ load: Load, _ process: any ArrivalProcess, _ scope: CaseScope) async {
        var arrivals = process
        let start = MonotonicClock.now() + Self.lead
        let end = load.warmUp + load.duration
        await withDiscardingTaskGroup { group in
            var index = 0
            var offset = arrivals.next()
            while offset < end, binding.hasRow(index) {
                let isCounted = offset >= load.warmUp
                if isCounted { tally.offer(1) }
                let due = start + offset
                let now = MonotonicClock.now()
                if due > now + Self.lead { try? await Task.sleep(nanoseconds: due - now - Self.lead) }
                if !Task.isCancelled {
                    group.addTask { [index] in await send(index, user: 0, at: due, counted: isCounted, scope) }
                }
                index += 1
                offset = arrivals.next()
            }
        }
    }

    private func closed(_ load: Load, _ users: Int, _ think: Load.Think, rampUp: UInt64, _ scope: CaseScope) async {
        let start = MonotonicClock.now()
        let end = start + load.warmUp + load.duration
        await withDiscardingTaskGroup { group in
            for user in 0..<users {
                group.addTask {
                    var random = SplitMix64(seed: Seeds.derive(seed, "user \(user)"))
                    if rampUp > 0 { try? await Task.sleep(nanoseconds: rampUp / UInt64(users) * UInt64(user)) }
                    while !Task.isCancelled {
                        let now = MonotonicClock.now()
                        let index = tally.nextIndex()
                        guard now < end, binding.hasRow(index) else { return }
                        let isCounted = now >= start + load.warmUp
                        if isCounted { tally.offer(1) }
                        await send(index, user: user, at: nil, counted: isCounted, scope)
                        let pause = think.time(&random)
                        if pause > 0 { try? await Task.sleep(nanoseconds: pause) }
                    }
                }
            }
        }
    }
}
