import Foundation
import Results
import Scenarios
import Testing

@testable import Engine

/// What shards of a search say to each other: all of it is read back, and what somebody else wrote makes nobody send
/// anything.
@Suite struct TrialMessageTests {
    private static func order(_ change: (inout TrialOrder) -> Void = { _ in }) -> TrialOrder {
        var order = TrialOrder(process: "p0")
        (order.trial, order.sent, order.duration, order.settle) = (3, .rate(100 / 3), 500_000_000, 100)
        order.startAt = 1_800_000_000_000_000_000
        change(&order)
        return order
    }

    @Test func ordersAreReadBack() throws {
        let capacity = try TrialScene.capacity()
        var order = Self.order()
        #expect(try TrialOrder(order.bytes, path: "o", of: capacity) == order)
        (order.settledAt, order.stop, order.end) = (5, "why", "over")
        #expect(try TrialOrder(order.bytes, path: "o", of: capacity) == order)
        let first = TrialOrder(process: "p0")
        #expect(try TrialOrder(first.bytes, path: "o", of: capacity) == first)
        let swept = try TrialScene.capacity(#"{ "sweep": { "rates": ["10/s", "20/s"], "for": "500ms" } }"#)
        order.sent = .sweep(1)
        let read = try TrialOrder(order.bytes, path: "o", of: swept)
        #expect(read == order && read.load(of: swept).title == "20/s")
    }

    /// Nobody makes a shard send more than its own file asks for.
    @Test func ordersBeyondTheSearchAreRefused() throws {
        let capacity = try TrialScene.capacity()
        let orders = [
            Self.order { $0.sent = .rate(81) }, Self.order { $0.sent = .rate(1e300) },
            Self.order { $0.sent = .rate(-1) },
            Self.order { $0.sent = .rate(0) }, Self.order { $0.sent = .rate(.infinity) },
            Self.order { $0.sent = .sweep(0) }, Self.order { $0.duration = .max }, Self.order { $0.duration = 0 },
            Self.order { $0.settle = .max }, Self.order { $0.startAt = -1 }, Self.order { $0.trial = .max },
        ]
        for order in orders {
            #expect(throws: TrialFolder.Failure.self, "\(order)") {
                try TrialOrder(order.bytes, path: "o", of: capacity)
            }
        }
        let swept = try TrialScene.capacity(#"{ "sweep": { "rates": ["10/s", "20/s"], "for": "500ms" } }"#)
        for order in [Self.order(), Self.order { $0.sent = .sweep(2) }] {
            #expect(throws: TrialFolder.Failure.self) { try TrialOrder(order.bytes, path: "o", of: swept) }
        }
    }

    @Test func aCutOffOrderIsRefused() throws {
        let (capacity, bytes) = (try TrialScene.capacity(), Self.order().bytes)
        for count in stride(from: 0, to: bytes.count - 1, by: 7) {
            #expect(throws: TrialFolder.Failure.self) {
                try TrialOrder(Array(bytes.prefix(count)), path: "o", of: capacity)
            }
        }
    }

    private static func read(_ bytes: [UInt8], of count: Int = 2) throws(TrialFolder.Failure) -> TrialPart {
        let place = TrialPlace(suite: "s", name: "c", step: "", seed: 7)
        return try TrialPart(bytes, path: "p", process: "p0", count: count) { TrialScene.coding.decode($0, place) }
    }

    private static func bytes(_ part: TrialPart, process: String = "p0") -> [UInt8] {
        let place = TrialPlace(suite: "s", name: "c", step: "", seed: 7)
        return part.bytes(process: process) { TrialScene.coding.encode($0, place) }
    }

    private static func part(_ offered: Int = 12, shard: Int = 1) -> TrialPart {
        var part = TrialPart(shard: 1, trial: 3)
        part.figures = TrialScene.figures(offered, shard: shard)
        return part
    }

    @Test(arguments: [
        nil, TrialGuard.Reason.overloaded(latency: 7), .blocked(wait: 8), .failures(9),
    ])
    func partsAreReadBack(_ reason: TrialGuard.Reason?) throws {
        var part = Self.part()
        (part.reason, part.failures, part.inFlight, part.problem) = (reason, 4, 1.5, "it was stopped")
        let read = try Self.read(Self.bytes(part))
        #expect(read.shard == 1 && read.trial == 3 && read.reason == reason && read.failures == 4)
        #expect(read.inFlight == 1.5 && read.problem == "it was stopped" && read.figures?.counts.offered == 12)
        part.figures = nil
        #expect(try Self.read(Self.bytes(part)).figures == nil)
    }

    @Test func partsOfOthersAreRefused() throws {
        let whole = Self.bytes(Self.part())
        #expect(throws: TrialFolder.Failure.self) { try Self.read(Self.bytes(Self.part(), process: "p9")) }
        #expect(throws: TrialFolder.Failure.self, "other shard's figures") {
            try Self.read(Self.bytes(Self.part(shard: 0)))
        }
        #expect(throws: TrialFolder.Failure.self, "another division") { try Self.read(whole, of: 3) }
        #expect(throws: TrialFolder.Failure.self, "no figures") { try Self.read(Array(whole.dropLast(5))) }
        #expect(throws: TrialFolder.Failure.self, "half a line") { try Self.read(Array(whole.prefix(40))) }
        #expect(throws: TrialFolder.Failure.self) { try Self.read([]) }
        #expect(throws: TrialFolder.Failure.self, "sums that don't fit") { try Self.read(Self.bytes(Self.part(.max))) }
    }

    @Test func whatMakesNoWholeIsNamed() throws {
        func fault(_ change: (inout TrialPart) -> Void) -> String? {
            var part = Self.part()
            change(&part)
            return part.fault(latest: 50, requests: [""], isEnded: false)
        }
        #expect(fault { _ in } == nil)
        #expect(fault { $0.problem = "it was stopped" } == "shard 1: it was stopped")
        #expect(fault { $0.figures = TrialScene.figures(1, shard: 1, late: 51) } == "shard 1 began 51 ns late")
        #expect(fault { $0.figures?.requests = [] } == "shard 1 has the figures of other requests")
        #expect(fault { $0.figures = nil } == "shard 1 sent no figures")
        #expect(fault { $0.figures?.counts.completed = 0 }?.hasPrefix("shard 1: ") == true)
    }
}
