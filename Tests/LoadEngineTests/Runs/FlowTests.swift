import Foundation
import HostileServer
import LoadEngine
import Measurement
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FlowTests {
    /// POST / answers an id, which the GET that follows has in its path; then a DELETE of it.
    private static func plan(_ url: String, _ model: LoadModel, pause: UInt64 = 0) -> LoadPlan {
        var plan = LoadPlan.test(url, model, 100 * milliseconds, method: "POST")
        plan.flowTexts = 1
        plan.endpoints[0].name = "create"
        plan.endpoints[0].next = 1
        plan.endpoints[0].check.statuses = [200...201]
        plan.endpoints[0].capture = FlowCapture { response, memory, _ in
            let id = String(decoding: response.body, as: UTF8.self)
            guard !id.isEmpty else { return "no id" }
            memory.notes = id as NSString
            memory.set(0, id.contains(" ") ? nil : Array(id.utf8))
            return nil
        }
        plan.endpoints.append(further("GET", pause: pause))
        plan.endpoints[1].next = 2
        plan.endpoints.append(further("DELETE"))
        return plan
    }

    private static func further(_ method: String, pause: UInt64 = 0) -> LoadEndpoint {
        let template = RequestTemplate(head: [
            .literal(Array("\(method) /".utf8)), .captured(0), .literal(Array("?n=".utf8)), .requestIndex,
            .literal(Array(" HTTP/1.1\r\nHost: test\r\n\r\n".utf8)),
        ])
        let maker = RequestMaker { occasion, request in
            let id = (occasion.memory?.notes as? String ?? "").replacingOccurrences(of: " ", with: "%20")
            request.bytes += Array("\(method) /\(id)?n=\(occasion.index) HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        }
        var endpoint = LoadEndpoint(
            name: method,
            weight: 0,
            method: method,
            pattern: .template(template, otherwise: maker),
            check: EndpointCheck(statuses: [200...299])
        )
        endpoint.pause = pause
        return endpoint
    }

    @Test(
        "Each flow goes through its requests in order, with what it has captured",
        arguments: ["thing", "a thing"],
        [LoadModel.constant(200), .closed(users: 3)]
    )
    func goesThrough(_ id: String, _ model: LoadModel) throws {
        try TestServer.run({ request, _, total in .ok(request.hasPrefix("POST") ? "\(id)-\(total)" : "ok") }) {
            server in
            let report = try LoadEngine.run(Self.plan(server.url, model))
            expectSums(report)
            #expect(report.counts.failed == 0 && report.counts.broken == 0)
            let flows = try #require(report.flows.first)
            #expect(report.flows.count == 1 && flows.endpoint == 0)
            #expect(flows.started > 0 && flows.completed == flows.started && flows.abandoned == 0)
            #expect(flows.time.count == UInt64(flows.completed))
            #expect(report.counts.completed == 3 * flows.started)
            // The requests of one flow share its index, and its id is that of its own response.
            let requests = server.requests.map { String($0.prefix { $0 != "\r" }) }
            for (total, request) in requests.enumerated() where request.hasPrefix("POST") {
                let path = "/\(id)-\(total)?n=".replacingOccurrences(of: " ", with: "%20")
                let read = requests.filter { $0.hasPrefix("GET \(path)") }
                let deleted = requests.filter { $0.hasPrefix("DELETE \(path)") }
                #expect(read.count == 1 && deleted.count == 1)
                #expect(read.first?.dropFirst(3) == deleted.first?.dropFirst(6))
            }
        }
    }

    @Test("A response that doesn't hold ends its flow")
    func ends() throws {
        try TestServer.run({ request, _, total in
            if request.hasPrefix("GET") { return .parts(["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]) }
            return .ok("thing\(total)")
        }) { server in
            let report = try LoadEngine.run(Self.plan(server.url, .constant(100)))
            expectSums(report)
            let flows = try #require(report.flows.first)
            #expect(flows.started == 10 && flows.completed == 0 && flows.abandoned == 10)
            #expect(report.counts.offered == 20 && report.counts.broken == 10)
            #expect(!server.requests.contains { $0.hasPrefix("DELETE") })
        }
    }

    @Test("What isn't found ends the flow too, and is told with its evidence")
    func nothingCaptured() throws {
        try TestServer.run({ _, _, _ in .ok("") }) { server in
            let report = try LoadEngine.run(Self.plan(server.url, .constant(100)))
            expectSums(report)
            #expect(report.counts.offered == 10 && report.counts.broken == 10)
            #expect(report.failures.map(\.detail) == ["no id"])
            #expect(report.flows.first?.abandoned == 10)
        }
    }

    @Test(
        "A pause comes before the request, whose response time it isn't in; a connection that ends meanwhile is opened anew"
    )
    func pauses() throws {
        try TestServer.run({ request, _, total in
            let body = "thing\(total)"
            guard request.hasPrefix("POST") else { return .ok(body) }
            return .last(["HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"])
        }) { server in
            let plan = Self.plan(server.url, .constant(100), pause: 200 * milliseconds)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            let flows = try #require(report.flows.first)
            #expect(flows.completed == flows.started && flows.started == 10)
            #expect(report.counts.failed == 0)
            #expect(flows.time.min >= 200 * milliseconds)
            // The load of 100 ms had ended before the first of them.
            #expect(server.requests.count == 30)
        }
    }

    @Test("Flows and single requests are drawn by their weights")
    func mixed() throws {
        try TestServer.run({ request, _, total in .ok(request.hasPrefix("HEAD") ? "" : "thing\(total)") }) { server in
            var plan = Self.plan(server.url, .constant(1000))
            var alone = LoadPlan.test(server.url, .constant(1), 1, method: "HEAD").endpoints[0]
            alone.weight = 3
            plan.endpoints.append(alone)
            let report = try LoadEngine.run(plan)
            expectSums(report)
            let flows = try #require(report.flows.first)
            let heads = server.requests.count { $0.hasPrefix("HEAD") }
            #expect(report.flows.count == 1 && flows.completed == flows.started)
            #expect(heads + flows.started == 100 && (5..<50).contains(flows.started))
        }
    }

    @Test("A load that ends while flows pause counts them as abandoned")
    func endsInPause() throws {
        try TestServer.run({ _, _, total in .ok("thing\(total)") }) { server in
            var plan = Self.plan(server.url, .constant(100), pause: 60_000 * milliseconds)
            plan.drain = 50 * milliseconds
            let report = try LoadEngine.run(plan)
            expectSums(report)
            #expect(report.flows.first?.abandoned == 8 && report.counts.completed == 8)
            #expect(report.counts.unsent == 2)
        }
    }

    @Test(
        arguments: [
            { $0.endpoints[1].next = 1 }, { $0.endpoints[1].weight = 1 }, { $0.endpoints[2].next = 3 },
            { $0.flowTexts = 0 }, { $0.endpoints[2].next = 1 }, { $0.endpoints[0].next = nil },
            { $0.endpoints[1].pattern = .source(RequestSource { _, _ in }) },
        ] as [@Sendable (inout LoadPlan) -> Void]
    )
    func impossibleFlows(_ change: @Sendable (inout LoadPlan) -> Void) throws {
        var plan = Self.plan("http://127.0.0.1:1", .constant(1))
        change(&plan)
        #expect(throws: LoadEngineError.self) { try LoadEngine.run(plan) }
    }
}
