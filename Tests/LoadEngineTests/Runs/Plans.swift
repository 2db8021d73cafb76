import HTTP
import HostileServer
import LoadEngine
import Measurement
import Testing

let milliseconds: UInt64 = 1_000_000

extension LoadPlan {
    /// A plan against `server` with one endpoint.
    static func test(
        _ url: String,
        _ model: LoadModel,
        _ duration: UInt64,
        method: String = "GET",
        head: [TemplatePart]? = nil,
        body: [TemplatePart] = [],
        check: EndpointCheck = EndpointCheck()
    ) -> LoadPlan {
        let line = [TemplatePart.literal(Array("\(method) / HTTP/1.1\r\nHost: test\r\n\r\n".utf8))]
        let template = RequestTemplate(head: head ?? line, body: body)
        let endpoint = LoadEndpoint(name: "one", method: method, pattern: .template(template), check: check)
        var plan = LoadPlan(target: url, endpoints: [endpoint], model: model, duration: duration)
        plan.threads = 1
        plan.drain = 10_000 * milliseconds
        plan.pacing = .economical
        plan.connections.maximum = 8
        return plan
    }
}

extension LoadModel {
    static func constant(_ rate: Double) -> LoadModel { .open { ConstantArrivals(rate: rate) } }
}

/// What holds of every report, however the load ended.
func expectSums(_ report: LoadReport, _ location: SourceLocation = #_sourceLocation) {
    let counts = report.counts
    #expect(counts.offered + counts.resent == counts.sent + counts.unsent, sourceLocation: location)
    #expect(counts.unsent >= 0, sourceLocation: location)
    #expect(counts.sent == counts.completed + counts.failed + counts.resent, sourceLocation: location)
    #expect(report.statuses.values.reduce(0, +) == counts.completed, sourceLocation: location)
    #expect(report.responseTime.count == counts.completed, sourceLocation: location)
    #expect(report.serviceTime.count == counts.completed, sourceLocation: location)
    #expect(report.intervals.map(\.counts.sent).reduce(0, +) == counts.sent, sourceLocation: location)
    #expect(report.threads.map(\.counts.sent).reduce(0, +) == counts.sent, sourceLocation: location)
    let kinds = report.failures.map(\.count).reduce(0, +) + report.otherFailures
    let expected = counts.expectedFailures.values.reduce(0, +)
    #expect(kinds == counts.failed + counts.broken - expected, sourceLocation: location)
}

/// What holds of a load or burst of `count` requests to a server that misbehaves: each has the verdict of a single one.
func expect(_ report: LoadReport, _ verdict: Behaviour.Verdict, of name: String, count: Int) {
    expectSums(report)
    let found = report.failures.map { "\($0.category.map(\.rawValue) ?? "broken"): \($0.detail)" }
    switch verdict {
    case .response(let status, _):
        #expect(report.statuses == [status: count], "\(name): \(found)")
        #expect(report.counts.broken == 0, "\(name): \(found)")
    case .failure(let category): #expect(report.counts.failures == [category: count], "\(name): \(found)")
    }
}
