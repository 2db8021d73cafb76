import Measurement
import Testing

@testable import MockServer

@Suite struct ServiceQueueTests {
    @Test func oneServerServesOneAfterTheOther() {
        var queue = ServiceQueue(servers: 1)
        #expect(queue.admit(arrival: 0, service: 10) == 10)
        #expect(queue.admit(arrival: 4, service: 10) == 20)
        #expect(queue.admit(arrival: 20, service: 10) == 30)
        #expect(queue.admit(arrival: 100, service: 0) == 100)
    }

    @Test func severalServersServeAtOnce() {
        var queue = ServiceQueue(servers: 2)
        #expect(queue.admit(arrival: 0, service: 10) == 10)
        #expect(queue.admit(arrival: 0, service: 3) == 3)
        #expect(queue.admit(arrival: 1, service: 4) == 7)
        #expect(queue.admit(arrival: 2, service: 1) == 8)
        #expect(queue.admit(arrival: 9, service: 5) == 14)
    }

    @Test func refusesOnlyWhoWouldWaitInAFullQueue() {
        var queue = ServiceQueue(servers: 1, limit: 1)
        #expect(queue.admit(arrival: 0, service: 10) == 10)
        #expect(queue.admit(arrival: 1, service: 10) == 20)
        #expect(queue.admit(arrival: 2, service: 10) == nil)
        #expect(queue.waiting == 1)
        // The one that waited begins at this instant.
        #expect(queue.admit(arrival: 10, service: 10) == 30)
        #expect(queue.admit(arrival: 30, service: 10) == 40)
        var none = ServiceQueue(servers: 2, limit: 0)
        #expect(none.admit(arrival: 0, service: 5) == 5)
        #expect(none.admit(arrival: 0, service: 5) == 5)
        #expect(none.admit(arrival: 4, service: 5) == nil)
        #expect(none.admit(arrival: 5, service: 5) == 10)
    }

    @Test func aServiceWithoutEndOverflowsNothing() {
        var queue = ServiceQueue(servers: 1)
        #expect(queue.admit(arrival: 5, service: .max) == .max)
        #expect(queue.admit(arrival: 6, service: .max) == .max)
    }

    /// The same by events: each request is given, when one is free, to a server, which is looked for among all of them.
    @Test(arguments: [1, 2, 3, 7, 40])
    func agreesWithASimulationOfTheServers(_ servers: Int) {
        var random = SplitMix64(seed: 3)
        var queue = ServiceQueue(servers: servers)
        var free = Array(repeating: Int64(0), count: servers)
        var arrival: Int64 = 0
        for _ in 0..<5_000 {
            arrival += Int64.random(in: 0...20, using: &random)
            let service = Int64.random(in: 0...(20 * Int64(servers)), using: &random)
            let server = free.indices.first { free[$0] <= arrival } ?? free.indices.min { free[$0] < free[$1] } ?? 0
            free[server] = max(arrival, free[server]) + service
            #expect(queue.admit(arrival: arrival, service: service) == free[server])
        }
    }

    /// A load on a queue: the response times of all that were served, sorted, and the share that was refused.
    private static func simulate(
        _ model: MarkovQueue,
        limit: Int = .max,
        requests: Int = 400_000
    ) -> (responses: [Int64], refused: Double) {
        var queue = ServiceQueue(servers: model.servers, limit: limit)
        var arrivals = PoissonArrivals(rate: model.arrivalRate, seed: 11)
        var random = SplitMix64(seed: 12)
        let time = ServiceTime.exponential(mean: Int64(1e9 / model.serviceRate))
        var responses: [Int64] = []
        for _ in 0..<requests {
            let arrival = Int64(arrivals.next())
            if let end = queue.admit(arrival: arrival, service: time.draw(&random)) { responses.append(end - arrival) }
        }
        let refused = Double(requests - responses.count) / Double(requests)
        return (responses.sorted(), refused)
    }

    @Test(arguments: [(0.5, 1), (0.8, 1), (0.8, 4)])
    func isTheQueueOfTheory(_ utilisation: Double, _ servers: Int) throws {
        let model = try #require(
            MarkovQueue(arrivalRate: utilisation * 200 * Double(servers), serviceRate: 200, servers: servers)
        )
        let responses = Self.simulate(model).responses
        for percent in [50.0, 90, 99] {
            let measured = Double(responses[Int(Double(responses.count) * percent / 100)]) / 1e9
            let expected = model.response(at: percent)
            #expect(abs(measured / expected - 1) < 0.03, "p\(percent): \(measured) for \(expected)")
        }
    }

    @Test func losesWhatErlangSays() throws {
        let model = try #require(MarkovQueue(arrivalRate: 700, serviceRate: 200, servers: 4))
        let refused = Self.simulate(model, limit: 0).refused
        #expect(abs(refused - Erlang.lossProbability(servers: 4, load: 3.5)) < 0.004)
    }
}
