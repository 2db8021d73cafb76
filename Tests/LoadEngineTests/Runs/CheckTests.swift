import Foundation
import HostileServer
import LoadEngine
import Measurement
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CheckTests {
    /// How often a judge was asked.
    private final class Count: Sendable {
        let value = Atomic<Int>(0)

        func add() { value.add(1, ordering: .relaxed) }
    }

    @Test func wrongStatusesAreBroken() throws {
        let bad = Reply.parts(["HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"])
        try TestServer.run({ _, _, total in total % 4 == 0 ? bad : .ok() }) { server in
            let check = EndpointCheck(statuses: [200...299])
            let report = try LoadEngine.run(.test(server.url, .constant(200), 200 * milliseconds, check: check))
            expectSums(report)
            #expect(report.counts.completed == 40)
            #expect(report.counts.broken == 10)
            #expect(report.statuses == [200: 30, 503: 10])
            #expect(report.failures.map(\.detail) == ["status 503"])
            #expect(report.failures.first?.category == nil)
            #expect(report.series.map(\.statusClass) == [2, 5])
        }
    }

    @Test func judgeSeesTheResponse() throws {
        let judge = ResponseJudge(isRepeatable: true) { response, index in
            let head = String(decoding: response.head, as: UTF8.self)
            let body = String(decoding: response.body, as: UTF8.self)
            guard head == "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n", response.status == 200 else {
                return "head"
            }
            return body == "odd" ? "odd body" : nil
        }
        try TestServer.run({ _, _, total in .ok(total % 2 == 1 ? "odd" : "even") }) { server in
            let check = EndpointCheck(judge: judge)
            let report = try LoadEngine.run(.test(server.url, .constant(200), 200 * milliseconds, check: check))
            expectSums(report)
            #expect(report.counts.broken == 20)
            #expect(report.failures.map(\.detail) == ["odd body"])
            #expect(report.failures.map(\.count) == [20])
            let response = String(decoding: report.failures.first?.response ?? [], as: UTF8.self)
            #expect(response == "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nodd")
        }
    }

    @Test func identicalResponsesAreJudgedOnceWhenThatIsSound() throws {
        for isRepeatable in [true, false] {
            let count = Count()
            let judge = ResponseJudge(isRepeatable: isRepeatable) { _, _ in
                count.add()
                return nil
            }
            try TestServer.run({ _, _, _ in .ok() }) { server in
                let check = EndpointCheck(judge: judge)
                let report = try LoadEngine.run(.test(server.url, .constant(500), 100 * milliseconds, check: check))
                expectSums(report)
                #expect(count.value.load(ordering: .relaxed) == (isRepeatable ? 1 : 50))
            }
        }
    }

    /// What is broken is judged each time, and chunked content is remembered as it came.
    @Test func rememberedResponses() throws {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"
        let count = Count()
        let judge = ResponseJudge(isRepeatable: true) { response, _ in
            count.add()
            return String(decoding: response.body, as: UTF8.self) == "abc" ? nil : "not abc"
        }
        try TestServer.run({ _, _, total in total % 2 == 0 ? .parts([chunked]) : .ok("no") }) { server in
            let check = EndpointCheck(judge: judge)
            let report = try LoadEngine.run(.test(server.url, .constant(200), 100 * milliseconds, check: check))
            expectSums(report)
            #expect(report.counts.broken == 10)
            #expect(count.value.load(ordering: .relaxed) == 11)
        }
    }

    @Test func aShareIsJudged() throws {
        let count = Count()
        let judge = ResponseJudge(isRepeatable: false) { _, _ in
            count.add()
            return nil
        }
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let check = EndpointCheck(judge: judge, share: 0.25)
            let report = try LoadEngine.run(.test(server.url, .constant(2000), 500 * milliseconds, check: check))
            expectSums(report)
            // 250 of 1000, with a standard deviation of 14; the seed makes it the same each time.
            #expect((190...310).contains(count.value.load(ordering: .relaxed)))
        }
    }

    @Test func atMostTwentyKindsAreKept() throws {
        let judge = ResponseJudge(isRepeatable: true) { _, index in "kind \(index)" }
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let check = EndpointCheck(judge: judge)
            let report = try LoadEngine.run(.test(server.url, .constant(500), 100 * milliseconds, check: check))
            expectSums(report)
            #expect(Set(report.failures.map(\.detail)).count == 20)
            #expect(report.failures.allSatisfy { $0.detail == "kind \($0.index)" && $0.count == 1 })
            #expect(report.otherFailures == 30)
        }
    }

    @Test func secondsAndLiveFigures() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let control = LoadControl()
            let report = try LoadEngine.run(.test(server.url, .constant(200), 1300 * milliseconds), control: control)
            expectSums(report)
            #expect(report.intervals.map(\.second).starts(with: [0, 1]))
            #expect(report.intervals.reduce(0) { $0 + $1.counts.offered } == 260)
            // What is due in a second is offered in it, or later when the loop is late.
            #expect((1...200).contains(report.intervals.first?.counts.offered ?? 0))
            let sum = report.intervals.reduce(0) { $0 + $1.responseTime.count }
            #expect(sum == report.responseTime.count)
            #expect(control.figures.counts.completed == 260)
            #expect(control.takeSeconds() == report.intervals)
            #expect(control.takeSeconds().isEmpty)
        }
    }

    @Test func secondsNeedNotBeKept() throws {
        try TestServer.run({ _, _, _ in .ok() }) { server in
            let control = LoadControl()
            var plan = LoadPlan.test(server.url, .constant(100), 1100 * milliseconds)
            plan.keepsSeconds = false
            let report = try LoadEngine.run(plan, control: control)
            #expect(report.intervals.isEmpty)
            #expect(report.responseTime.count == 110)
            #expect(control.takeSeconds().reduce(0) { $0 + $1.counts.completed } == 110)
        }
    }
}
