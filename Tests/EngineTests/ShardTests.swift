import Foundation
import HTTP
import JSON
import Measurement
import Results
import Scenarios
import Substitution
import Testing

@testable import Engine

@Suite struct ShardTests {
    private static func plan(_ scenarios: String) throws -> Plan {
        let path = NSTemporaryDirectory() + "muster-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try #"{ "suite": "s", "expect": { "status": 200 }, "request": { "path": "/" }, "scenarios": [\#(scenarios)] }"#
            .write(toFile: path, atomically: true, encoding: .utf8)
        return try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([path])
    }

    private static let rows = #"{ "name": "c${n}", "each": { "n": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } }"#
    private static let load = #"{ "name": "load", "load": { "rate": "10/s", "for": "1s" } }"#

    @Test func casesAreDealtOut() throws {
        let plan = try Self.plan("\(Self.load), \(Self.rows)")
        let shards = CaseDivision.shards(of: plan, count: 3)[0]
        // The load is everybody's.
        #expect(Array(shards.dropFirst()) == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
    }

    @Test func recordedTimesBalance() throws {
        let plan = try Self.plan(Self.rows)
        let times = Dictionary(uniqueKeysWithValues: (1...10).map { ("c\($0)", UInt64($0 * $0)) })
        let shards = CaseDivision.shards(of: plan, count: 3, times: ["s": times])[0]
        var busy = [0, 0, 0]
        for (place, shard) in shards.enumerated() { busy[shard] += (place + 1) * (place + 1) }
        // 385 in all: a third is 128.3, and 4/3 of the best is the bound.
        #expect((busy.max() ?? 0) <= 4 * 129 / 3)
        #expect(busy.allSatisfy { $0 > 100 })
        #expect(CaseDivision.shards(of: plan, count: 3, times: ["s": times])[0] == shards)
    }

    @Test func whatWaitsForOthersStaysWithThem() throws {
        let plan = try Self.plan(
            #"""
            { "name": "a" }, { "name": "b" }, { "name": "c", "after": ["a"] }, { "name": "d", "after": ["c", "b"] },
            { "name": "e" }, { "name": "f", "after": ["e"] }, { "name": "g" }
            """#
        )
        #expect(CaseDivision.shards(of: plan, count: 4)[0] == [0, 0, 0, 0, 1, 1, 2])
    }

    @Test func whatCantBeDividedIsSaid() throws {
        let plan = try Self.plan(
            #"""
            { "name": "until", "load": { "rate": "10/s", "for": "1s", "until": { "p99": "5%" } } },
            { "name": "abort", "load": { "rate": "10/s", "for": "1s", "abort": true } },
            { "name": "unique", "load": { "rate": "10/s", "for": "1s" }, "expect": { "unique": "body" } },
            { "name": "users", "load": { "users": 3, "for": "1s" } },
            { "name": "capacity", "capacity": { "upTo": "100/s", "goals": [{ "latency": { "p99": "1s" } }] } },
            \#(Self.load)
            """#
        )
        let problems = ShardRules.problems(plan, count: 4).map(\.reason)
        #expect(problems.count == 5)
        #expect(problems[0].contains("may end before its time"))
        #expect(problems[1].contains("may end before its time"))
        #expect(problems[2].contains("holds responses against each other"))
        #expect(problems[3] == "'users' has 3 users for 4 shards")
        #expect(problems[4].contains("searches for a capacity"))
    }

    /// With a folder for their trials shards search together, last of all.
    @Test func searchesAreShared() throws {
        let goals = #""goals": [{ "latency": { "p99": "1s" } }]"#
        let plan = try Self.plan(
            #"""
            { "name": "a" }, { "name": "capacity", "capacity": { "upTo": "100/s", \#(goals) } },
            { "name": "sweep", "capacity": { "sweep": { "users": [3, 4] } } }, { "name": "b" },
            { "name": "late", "after": ["a"], "capacity": { "upTo": "100/s", \#(goals) } },
            { "name": "waits", "after": ["capacity"] }
            """#
        )
        let problems = ShardRules.problems(plan, count: 4, hasTrials: true).map(\.reason)
        try #require(problems.count == 3, "\(problems)")
        #expect(problems[0] == "'sweep' sweeps 3 users for 4 shards")
        #expect(problems[1].hasPrefix("'late' waits for other cases"))
        #expect(problems[2].hasPrefix("'waits' waits for 'capacity', a search"))
        #expect(ShardRules.problems(plan, count: 2).count == 3)
        #expect(ShardRules.problems(plan, count: 2).allSatisfy { $0.help.contains("--trials FOLDER") })
        // Nobody's alone: none of them counts where cases are dealt out.
        let shared = try Self.plan(
            #"{ "name": "capacity", "capacity": { "upTo": "100/s", \#(goals) } }, { "name": "a" }, { "name": "b" }"#
        )
        #expect(CaseDivision.shards(of: shared, count: 2)[0] == [0, 0, 1])
        for shard in 0..<2 {
            let options = ShardOptions(
                share: ArrivalShare(shard, of: 2),
                division: CaseDivision.shards(of: shared, count: 2),
                digest: ""
            )
            #expect(options.part(of: shared).suites[0].cases.map(\.name) == ["capacity", shard == 0 ? "a" : "b"])
        }
    }

    /// Loads begin when the one before must be over, whatever became of it.
    @Test func loadsHaveTheirInstants() throws {
        let plan = try Self.plan(
            #"""
            { "name": "a", "load": { "rate": "10/s", "for": "10s", "warmUp": "2s", "drain": "3s" } }, { "name": "x" },
            { "name": "b", "load": { "rate": "10/s", "for": "10s" } }, { "name": "c", "load": { "rate": "10/s", "for": "1s" } }
            """#
        )
        let starts = ShardOptions.schedule(plan, repeats: 1, timeout: 5_000_000_000)[0]
        #expect(starts == [0: 0, 2: 17_000_000_000, 3: 34_000_000_000])
    }

    @Test(arguments: [Int64(0), 1, -1, 700_000_000, -2_345_678_901, 86_400_000_000_000]) func clocks(offset: Int64)
        throws
    {
        var probe = ClockProbe()
        var now: Int64 = 1_795_521_600_123_456_789
        for request in 0..<14 {
            now += probe.wait(from: now) - (request > 0 ? 200_000 : 0)
            let sent = now
            let answered = sent + 400_000
            let theirs = sent + 200_000 + offset
            let date = theirs / 1_000_000_000 * 1_000_000_000
            probe.add(ClockProbe.Sample(sent: sent, answered: answered, date: date))
            now = answered
        }
        let distance = try #require(probe.distance)
        #expect(abs(distance.offset - offset) <= Int64(distance.uncertainty))
        #expect(distance.uncertainty <= 1_000_000)
    }

    /// Of answers that name both of their times the quickest decides; ways of different length are within what is said
    /// to be uncertain.
    @Test(arguments: [Int64(0), 1, -1, 700_000_000, -86_400_000_000_000]) func exactClocks(offset: Int64) throws {
        var probe = ClockProbe()
        var now: Int64 = 1_795_521_600_123_456_789
        for (there, back) in [(3_000_000, 100_000), (90_000, 40_000), (500_000, 900_000)] as [(Int64, Int64)] {
            let received = now + there + offset
            probe.add(
                ClockProbe.ExactSample(
                    sent: now,
                    answered: now + there + 20_000 + back,
                    theirReceived: received,
                    theirSent: received + 20_000
                )
            )
            now += 10_000_000
        }
        let distance = try #require(probe.distance)
        #expect(abs(distance.offset - offset) <= Int64(distance.uncertainty))
        #expect(distance.uncertainty == 65_000, "half of the quickest round trip")
    }

    @Test(
        arguments: [
            (ClockField.text(received: 1_795_521_600_123_456_789, sent: 1_795_521_600_123_456_790), true),
            (#"received="5", sent="5""#, true), (#"received="6", sent="5""#, false), (#"received=5, sent=6"#, false),
            (#"received="-1", sent="5""#, false), (#"sent="5""#, false), ("noon", false), ("", false),
        ] as [(String, Bool)]
    )
    func clockFields(_ text: String, _ isRead: Bool) {
        #expect((ClockField.times(of: HeaderFields([HeaderField(ClockField.name, text)])) != nil) == isRead)
    }

    @Test func contradictionsAreNoDistance() {
        var probe = ClockProbe()
        probe.add(ClockProbe.Sample(sent: 5_000_000_000, answered: 5_001_000_000, date: 5_000_000_000))
        probe.add(ClockProbe.Sample(sent: 6_000_000_000, answered: 6_001_000_000, date: 9_000_000_000))
        #expect(probe.distance == nil)
    }
}
