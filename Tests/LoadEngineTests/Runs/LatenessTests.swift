import Foundation
import HTTP
import HostileServer
import LoadEngine
import Measurement
import Synchronization
import Testing

/// What the loop is late for isn't held against the server, and ends nevertheless.
@Suite(.timeLimit(.minutes(1)))
struct LatenessTests {
    @Test("An answer that came in time and is read late is no time-out")
    func answersAreReadBeforeTheyAreGivenUp() throws {
        // The first answer waits until both requests have come, and the second until the loop is held.
        let (bothCame, isHeld) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let script: TestServer.Script = { _, _, total in
            if total > 0 { bothCame.signal() }
            (total == 0 ? bothCame : isHeld).wait()
            return .ok()
        }
        try TestServer.run(script) { server in
            var plan = LoadPlan.test(server.url, .constant(1000), 2 * milliseconds)
            plan.timeout = 1000 * milliseconds
            let isFirst = Atomic(true)
            // The first answer keeps the loop for longer than the second may take.
            let judge = ResponseJudge(isRepeatable: false) { _, _ in
                guard isFirst.exchange(false, ordering: .relaxed) else { return nil }
                isHeld.signal()
                usleep(1_500_000)
                return nil
            }
            plan.endpoints[0].check = EndpointCheck(judge: judge)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.completed == 2)
            #expect(report.loopLag.max >= 500 * milliseconds, "the loop noted how late it was")
        }
    }

    @Test("By how much a response was too slow is noted without the generator's own delay")
    func overdueResponses() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            var plan = LoadPlan.test(server.url, .constant(100), 100 * milliseconds)
            let judge = ResponseJudge(isRepeatable: false) { response, index in
                index % 2 == 0 ? Breach("within", excess: response.responseTime) : "something else"
            }
            plan.endpoints[0].check = EndpointCheck(judge: judge)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.broken == 10)
            #expect(report.overdue.count == 5)
            #expect(report.overdue.max <= report.responseTime.max)
        }
    }

    @Test("Rates are of the time that was planned, and of what came after it in good order", arguments: [true, false])
    func ratesAreOfPlannedTime(_ isAnswered: Bool) throws {
        // The last of three arrivals is 200 ms after the first, and the load as long as three.
        try TestServer.run({ _, _, total in isAnswered || total < 2 ? .ok() : .silence }) { server in
            var plan = LoadPlan.test(server.url, .constant(10), 300 * milliseconds)
            plan.timeout = 2_000 * milliseconds
            plan.drain = 5_000 * milliseconds
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.counts.offered == 3 && report.counts.failed == (isAnswered ? 0 : 1))
            #expect(report.duration >= 300 * milliseconds)
            #expect(isAnswered || report.duration < report.elapsed, "the time-out is none of it")
        }
    }

    @Test("A rate that nobody can send ends with its load, and is offered all the same", arguments: [1e9, 1e15])
    func absurdRatesEnd(_ rate: Double) throws {
        let port = try TestServer.unusedPort()
        var plan = LoadPlan.test("http://127.0.0.1:\(port)", .constant(rate), 100 * milliseconds)
        plan.drain = 10 * milliseconds
        let start = ContinuousClock.now
        let report = try LoadEngine.run(plan)
        #expect(ContinuousClock.now - start < .seconds(20))
        let counts = report.counts
        #expect(counts.offered + counts.resent == counts.sent + counts.unsent)
        #expect(Double(counts.offered) > rate * 0.09 && Double(counts.offered) < rate * 0.11)
        #expect(!report.wasStopped && report.elapsed >= 100 * milliseconds)
    }

    @Test("An absurd rate is stopped by the first stop")
    func absurdRatesAreStopped() throws {
        let port = try TestServer.unusedPort()
        let plan = LoadPlan.test("http://127.0.0.1:\(port)", .constant(1e12), 600_000 * milliseconds)
        let control = LoadControl()
        let stopper = Thread {
            while control.figures.counts.sent == 0 { usleep(1000) }
            control.stop()
        }
        stopper.start()
        let report = try LoadEngine.run(plan, control: control)
        #expect(report.wasStopped)
    }

    @Test("Users whose requests fail at once can be stopped")
    func busyUsersAreStopped() throws {
        let port = try TestServer.unusedPort()
        let model = LoadModel.closed(users: 2, think: .constant(1))
        var plan = LoadPlan.test("http://127.0.0.1:\(port)", model, 600_000 * milliseconds)
        // A request that can't be made fails before it needs a connection.
        plan.endpoints[0].pattern = .template(RequestTemplate(head: []))
        let control = LoadControl()
        let stopper = Thread {
            while control.figures.counts.sent == 0 { usleep(1000) }
            control.stop()
        }
        stopper.start()
        let report = try LoadEngine.run(plan, control: control)
        #expect(report.wasStopped && report.counts.completed == 0)
    }
}
