import Foundation
import HTTP
import JSON
import Measurement
import Results
import Scenarios
import Substitution

@testable import Engine

/// A folder that shards share in a test, removed with it.
final class TrialScene: Sendable {
    let folder: TrialFolder
    let place = TrialPlace(suite: "s", name: "c", step: "", seed: 7)

    init() throws {
        folder = TrialFolder(NSTemporaryDirectory() + "muster-\(UUID().uuidString)")
        try folder.make()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    func member(_ shard: Int, of count: Int = 2) -> TrialMember {
        TrialMember(shard: shard, count: count, tool: "muster 1", seed: 7, digest: "ab", process: "p\(shard)")
    }

    func exchange(
        _ shard: Int,
        of count: Int = 2,
        patience: UInt64 = 60_000_000_000,
        _ change: (inout TrialMember) -> Void = { _ in }
    ) throws(TrialFolder.Failure) -> TrialExchange {
        var member = member(shard, of: count)
        change(&member)
        return try TrialExchange(folder, member, patience: patience, coding: Self.coding)
    }

    /// Figures as the number of their requests, and the shard that counted them.
    static let coding = TrialExchange.Coding(
        encode: { figures, _ in
            Array("\(figures.counts.offered) \(figures.sharding?.shards.first?.index ?? 0)".utf8)
        },
        decode: { bytes, _ in
            let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
            guard numbers.count == 2 else { return .failure(TrialExchange.Coding.Problem("no figures")) }
            return .success(figures(numbers[0], shard: numbers[1]))
        }
    )

    /// What a shard of two counts of so many requests.
    static func figures(_ offered: Int, shard: Int, late: UInt64 = 0) -> LoadFigures {
        var figures = LoadFigures(kind: .load, model: "m")
        figures.requests = [LoadFigures.Request(name: "", undelayed: PackedLatencies())]
        figures.counts.offered = offered
        figures.counts.completed = offered
        var own = LoadSharding.Shard(index: shard)
        own.startDelay = late
        figures.sharding = LoadSharding(count: 2, shards: [own])
        return figures
    }

    /// A search up to 80/s from 20/s, with trials of half a second.
    static func capacity(_ text: String = "") throws -> Capacity {
        let scenario =
            text.isEmpty
            ? #"{ "upTo": "80/s", "from": "20/s", "goals": [{ "failures": "5%" }], "trial": "500ms", "within": "1m" }"#
            : text
        let path = NSTemporaryDirectory() + "muster-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let request = #""request": { "path": "/" }, "expect": { "status": 200 }"#
        try #"{ "suite": "s", "scenarios": [{ "name": "c", \#(request), "capacity": \#(scenario) }] }"#
            .write(toFile: path, atomically: true, encoding: .utf8)
        let plan = try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([path])
        guard let capacity = plan.suites[0].cases[0].search else { throw CocoaError(.featureUnsupported) }
        return capacity
    }
}
