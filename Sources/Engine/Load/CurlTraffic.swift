import HTTP
import JSON
import Measurement
import Scenarios

/// Sends a burst or load by libcurl: requests are built, sent and judged one task each, on its event loop.
struct CurlTraffic {
    let step: Step
    let target: String
    let seed: UInt64
    let options: RunOptions
    let sender: any Sender
    /// Of each request, in the order of the variants.
    let expectations: [Scenarios.Expectation]
    let tally: TrafficTally

    /// How far ahead of its start a request is handed to the event loop, which keeps the time better than a task does.
    private static let lead: UInt64 = 50_000_000

    func burst(_ burst: Burst, _ scope: CaseScope) async throws(Problems.Found) {
        var requests: [HTTPRequest] = []
        var timeout: UInt64 = 0
        for index in 0..<burst.requests where hasRow(index) {
            let made = try request(index, user: index, scope)
            timeout = max(timeout, self.timeout(made.prepared))
            requests.append(made.prepared.request)
        }
        tally.offer(burst.requests)
        let exchanges = await sender.sendAll(requests, SendOptions(timeout: timeout, staysOnHost: true))
        for (index, exchange) in exchanges.enumerated() {
            tally.add(index, requests[index], exchange, expectations[0])
        }
    }

    func load(_ load: Load, _ scope: CaseScope) async throws(Problems.Found) {
        // Built once here, so that what is wrong with it is said before any traffic.
        _ = try request(0, user: 0, scope)
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
            while offset < end, hasRow(index) {
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
                        guard now < end, hasRow(index) else { return }
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

    private func send(_ index: Int, user: Int, at start: UInt64?, counted: Bool, _ scope: CaseScope) async {
        do throws(Problems.Found) {
            let made = try request(index, user: user, scope)
            let exchange = await sender.send(
                made.prepared.request,
                SendOptions(timeout: timeout(made.prepared), staysOnHost: true),
                at: start
            )
            if counted {
                tally.add(index, made.prepared.request, exchange, expectations[made.variant])
            } else {
                tally.addWarmUp()
            }
        } catch {
            if counted { tally.addUnmade(error.diagnostics.map(\.message).joined(separator: "; ")) }
        }
    }

    private func request(
        _ index: Int,
        user: Int,
        _ scope: CaseScope
    ) throws(Problems.Found) -> (prepared: PreparedRequest, variant: Int) {
        var own = scope
        WireCompiler(target: target, seed: seed, data: step.data, userAgent: "").bind(&own, index, user: user)
        let variant = variant(index)
        let node = step.variants.isEmpty ? step.request : step.variants[variant].request
        return (try own.request(node, target: target), variant)
    }

    /// Which of the requests this one is, drawn by weight.
    private func variant(_ index: Int) -> Int {
        guard step.variants.count > 1 else { return 0 }
        var random = SplitMix64(seed: Seeds.derive(seed, "variant \(index)"))
        var rest = random.unit() * step.variants.reduce(0) { $0 + $1.weight }
        for (place, variant) in step.variants.enumerated() {
            rest -= variant.weight
            if rest < 0 { return place }
        }
        return step.variants.count - 1
    }

    private func hasRow(_ index: Int) -> Bool {
        guard let data = step.data else { return true }
        return WireCompiler.row(of: data, index, seed) != nil
    }

    private func timeout(_ prepared: PreparedRequest) -> UInt64 {
        options.timeout ?? prepared.timeout ?? RunOptions.defaultTimeout
    }
}
