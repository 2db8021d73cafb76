import HTTP
import JSON
import Measurement
import Results
import Scenarios

extension CurlTraffic {
    /// Sends the request with this index, or goes through its flow until a step fails.
    func send(_ index: Int, user: Int, at start: UInt64?, counted: Bool, _ scope: CaseScope) async {
        let variant = variant(index)
        let steps = step.variants[variant].steps
        let isFlow = steps.count > 1
        let begun = start ?? MonotonicClock.now()
        let session = isFlow && step.connection.keepsCookies ? Seeds.derive(seed, "flow \(index)") : nil
        let first = step.variants[..<variant].reduce(0) { $0 + $1.steps.count }
        var own = scope
        if isFlow, counted { tally.beginFlow(variant) }
        defer { session.map(sender.endSession) }
        for (number, step) in steps.enumerated() {
            if number > 0 {
                if step.pause > 0 { try? await Task.sleep(nanoseconds: step.pause) }
                guard !Task.isCancelled else { return }
                if counted { tally.offer(1) }
            }
            binding.bind(&own, index, user: user, place: number)
            do throws(Problems.Found) {
                let prepared = try own.request(step.request, target: target)
                if let refusal = goesElsewhere(prepared) ? refusal(prepared.request.url) : targetRefusal {
                    return tally.addUnmade(refusal)
                }
                var way = SendOptions(timeout: timeout(prepared), session: session, staysOnHost: true)
                way.isByLibcurl = true
                let exchange = await sender.send(prepared.request, way, at: number == 0 ? start : nil)
                let known = expectations[first + number]
                let expectation = if let known { known } else { try step.expect.expectation(&own.scope) }
                let subject = subject(exchange, expectation, step.captures)
                own.hideSecrets(of: step.captures, in: subject)
                let done = judged(subject, expectation, index, first + number, prepared.request, own, step.captures)
                if counted { tally.add(done) } else { tally.addWarmUp() }
                guard done.finding == nil, case .success = exchange.outcome else { return }
                for capture in step.captures { own.capture(capture.value(in: done.subject) ?? .null, as: capture) }
            } catch {
                if counted { tally.addUnmade(error.diagnostics.map(\.message).joined(separator: "; ")) }
                return
            }
        }
        if isFlow, counted { tally.completeFlow(variant, MonotonicClock.now() - min(begun, MonotonicClock.now())) }
    }

    func subject(_ exchange: Exchange, _ expectation: Scenarios.Expectation, _ captures: [Capture]) -> Subject {
        tally.keepsSubjects
            ? Subject(exchange, parsing: true)
            : expectation.subject(exchange, parsing: captures.contains(where: \.readsJSON))
    }

    /// Holds what came against what is expected, captures included.
    func judged(
        _ subject: Subject,
        _ expectation: Scenarios.Expectation,
        _ index: Int,
        _ place: Int,
        _ request: HTTPRequest,
        _ scope: CaseScope,
        _ captures: [Capture]
    ) -> TrafficTally.Exchanged {
        let missing = captures.first { $0.value(in: subject) == nil }
        let finding =
            expectation.judge(subject, now: scope.scope.clock()).findings.first
            ?? missing.map { $0.finding(in: subject) }
        return TrafficTally.Exchanged(
            index: index,
            place: place,
            request: request,
            subject: subject,
            finding: finding,
            redactor: scope.redactor
        )
    }

    /// Which of the variants this one is, drawn by weight.
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

    /// Whether the request leaves the target.
    private func goesElsewhere(_ prepared: PreparedRequest) -> Bool {
        let url = prepared.request.url.utf8
        guard url.starts(with: target.utf8) else { return true }
        // A longer host may begin like the target's.
        guard let next = url.dropFirst(target.utf8.count).first, !target.hasSuffix("/") else { return false }
        return next != UInt8(ascii: "/") && next != UInt8(ascii: "?")
    }

    func timeout(_ prepared: PreparedRequest) -> UInt64 {
        options.timeout ?? prepared.timeout ?? RunOptions.defaultTimeout
    }
}
