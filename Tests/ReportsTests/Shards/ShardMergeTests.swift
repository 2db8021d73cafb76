import Foundation
import HTTP
import JSON
import Measurement
import Scenarios
import Testing

@testable import Reports
@testable import Results

@Suite struct ShardMergeTests {
    private struct Scene {
        let folder: TemporaryFolder
        let sample: ShardSample

        init(_ sample: ShardSample = ShardSample(), _ change: (Int, inout RunResult) -> Void = { _, _ in }) throws {
            folder = try TemporaryFolder()
            self.sample = sample
            for index in 0..<sample.count {
                try ShardSample.write(sample.run(index) { change(index, &$0) }, path(index))
            }
        }

        func path(_ name: some CustomStringConvertible) -> String { folder.path + "/\(name)/" }

        func merge(_ folders: [String]) throws -> ShardMerge {
            try ShardMerge(try folders.map { (path) throws in try ShardFolder(path) }) { _, _ in
                ShardMerge.Judged(findings: [], doubtful: [], error: nil, expectations: 3)
            }
        }

        /// Merges `folders` into `name`, as the command does.
        @discardableResult
        func merge(_ folders: [String], into name: String) throws -> RunResult {
            let result = try merge(folders).result()
            try ShardSample.write(result, path(name))
            try OutputFile(path(name) + "results.json").write(ReportFormat.json.bytes(result))
            try OutputFile(path(name) + "report.html").write(ReportFormat.html.bytes(result))
            return result
        }

        func bytes(_ name: String) throws -> [String: Data] {
            var all: [String: Data] = [:]
            let base = URL(filePath: path(name))
            for case let file as String in try #require(FileManager.default.enumerator(atPath: base.path)) {
                let url = base.appending(path: file)
                guard (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else { continue }
                all[file] = try Data(contentsOf: url)
            }
            return all
        }
    }

    /// What the shards of a replayed schedule counted is what one generator counts, bit for bit.
    @Test(arguments: [2, 3, 4, 8]) func mergedEqualsSingle(count: Int) throws {
        let sample = ShardSample()
        let single = sample.figures(0, of: 1)
        var merged = try #require(LoadFigures.sum((0..<count).map { sample.figures($0, of: count) }))
        #expect(merged.sharding?.shards.map(\.index) == Array(0..<count))
        merged.sharding = nil
        merged.audit.threads = single.audit.threads
        #expect(merged == single)
        let (one, other) = (LoadResult(single), LoadResult(merged))
        #expect(one == other)
        #expect(one.responseTime.percentiles.allSatisfy { $0.interval != nil || $0.percent > 99 })
    }

    /// The same through the files that shards leave.
    @Test func filesKeepEverything() throws {
        let scene = try Scene()
        let result = try scene.merge((0..<4).map(scene.path), into: "all")
        var single = LoadResult(scene.sample.figures(0, of: 1))
        var merged = try #require(result.suites[0].cases[0].steps[0].load)
        single.audit?.threads = 4
        merged.sharding = nil
        merged.demands = nil
        merged.objectives = []
        (single.figures, merged.figures) = (nil, nil)
        #expect(merged == single)
        #expect(result.suites[0].cases.map(\.name) == ["holds the rate", "case 0", "case 1", "case 2", "case 3"])
        #expect(result.suites[0].cases.map(\.verdict) == Array(repeating: .passed, count: 5))
        #expect(result.host == "host0, host1")
        #expect(result.exitCode == 0)
    }

    /// Any order and grouping gives the same bytes.
    @Test(arguments: [
        [[3, 1, 0, 2]], [[0, 1], [2, 3]], [[3, 0], [1], [2]], [[0], [1], [2], [3]], [[2, 3, 1], [0]],
    ])
    func mergingIsAssociative(groups: [[Int]]) throws {
        let scene = try Scene(ShardSample(requests: 1200)) { index, run in
            run.suites[0].warnings = ["warning \(index % 2)"]
            run.suites[0].cases[0].steps[0].notes = ["\(index + 1) responses had a remark"]
            run.suites[0].cases[0].steps[0].load?.figures?.sharding?.shards[0].startDelay = UInt64(index) * 7_000_000
        }
        try scene.merge((0..<4).map(scene.path), into: "all")
        var parts: [String] = []
        for (number, group) in groups.enumerated() {
            try scene.merge(group.map(scene.path), into: "part\(number)")
            parts.append(scene.path("part\(number)"))
        }
        try scene.merge(parts.reversed(), into: "grouped")
        let (all, grouped) = (try scene.bytes("all"), try scene.bytes("grouped"))
        #expect(all.count == 7)
        #expect(all.keys.sorted() == grouped.keys.sorted())
        for (name, bytes) in all { #expect(grouped[name] == bytes, "\(name)") }
    }

    @Test func whatIsMissingIsSaid() throws {
        let scene = try Scene()
        let merge = try scene.merge([0, 2, 3].map(scene.path))
        #expect(merge.faults == ["of 4 shards 1 is missing: 1"])
        let result = try merge.result()
        #expect(result.suites[0].warnings[0] == "SHARDS: PARTIAL: of 4 shards 1 is missing: 1")
        #expect(result.suites[0].cases.last?.verdict == .error)
        #expect(result.suites[0].cases.last?.reason.contains("1 of 5 cases") == true)
        let load = try #require(result.suites[0].cases[0].steps[0].load)
        #expect(load.undecided == .unknown)
        #expect(load.gaps[0].contains("of 1 of 4 shards nothing is known (1)"))
        #expect(result.exitCode == 3)
    }

    @Test func whatDiffersIsSaid() throws {
        let scene = try Scene { index, run in
            if index == 1 { run.sharded?.shards[0].seed = 8 }
            if index == 2 { run.sharded?.shards[0].tool = "muster 9" }
            if index == 3 { run.sharded?.shards[0].digest = String(repeating: "cd", count: 32) }
        }
        let faults = try scene.merge((0..<4).map(scene.path)).faults
        #expect(faults.count == 3)
        #expect(faults[0] == "the shards have different seeds: 7 (shards 0, 2, 3), 8 (shard 1)")
        #expect(faults[1].contains("suites, or divisions of them"))
        #expect(faults[2].contains("muster 9 (shard 2)"))
    }

    /// Parts that ran against different endpoints are of no one run.
    @Test func whatRanElsewhereIsSaid() throws {
        let scene = try Scene { index, run in
            if index > 1 { for place in run.suites.indices { run.suites[place].target = "http://other" } }
        }
        let faults = try scene.merge((0..<4).map(scene.path)).faults
        #expect(faults.count == 1 && faults[0].contains("ran against different targets: "), "\(faults)")
        #expect(faults[0].contains("(shards 0, 1), http://other (shards 2, 3)"), "\(faults)")
    }

    @Test func whatIsThereTwiceIsRefused() throws {
        let scene = try Scene()
        #expect(throws: ShardFolder.Failure.self) { try scene.merge([0, 1, 1, 2, 3].map(scene.path)) }
        try scene.merge([0, 1].map(scene.path), into: "some")
        let error = #expect(throws: ShardFolder.Failure.self) {
            try scene.merge([scene.path("some"), scene.path(1), scene.path(2)])
        }
        #expect(error?.reason.hasPrefix("shard 1 is in ") == true)
    }

    /// A shard that was late, and one that left no figures, are named.
    @Test func everyShardIsTold() throws {
        let scene = try Scene { index, run in
            if index == 2 {
                run.suites[0].cases[0].steps[0].load?.figures?.sharding?.shards[0].audit?.doubts = ["it was late"]
                run.suites[0].cases[0].steps[0].load?.figures?.sharding?.shards[0].startDelay = 25_000_000
            }
            if index == 1 {
                let url = "http://10.0.0.1:9001"
                run.sharded?.shards[0].clock = ClockDistance(reference: url, offset: -34_000_000, uncertainty: 0)
            }
            if index == 3 {
                run.suites[0].cases[0].steps = []
                run.suites[0].cases[0].reason = "the run was cut off while it ran"
                run.sharded?.shards[0].interrupted = true
            }
        }
        let result = try scene.merge((0..<4).map(scene.path)).result()
        let step = result.suites[0].cases[0].steps[0]
        let load = try #require(step.load)
        #expect(load.audit?.doubts == ["shard 2: it was late"])
        #expect(load.sharding?.missing.map(\.index) == [3])
        #expect(load.gaps[0].contains("shard 3: the run was cut off while it ran"))
        #expect(step.notes.contains { $0.contains("began within 25 ms: NOT together (10 ms); late: shard 2") })
        #expect(result.suites[0].warnings.contains("SHARDS: shard 3 didn't come to the end"))
        let off = "SHARDS: the clock of shard 1 was off by 34 ms: the begin of loads makes up for it"
        #expect(result.suites[0].warnings.contains { $0.hasPrefix(off) }, "\(result.suites[0].warnings)")
        #expect(result.interrupted)
    }

    @Test func folderOfAnotherKind() throws {
        let folder = try TemporaryFolder()
        let nothing = #expect(throws: ShardFolder.Failure.self) { try ShardFolder(folder.path) }
        #expect(nothing?.reason.contains("holds no results of a shard") == true)
        try OutputFile(folder.path + "/results.json").write(ReportFormat.json.bytes(Sample.run([Sample.passed])))
        let whole = #expect(throws: ShardFolder.Failure.self) { try ShardFolder(folder.path) }
        #expect(whole?.reason.contains("isn't divided") == true)
        try OutputFile(folder.path + "/shard.json").write(Array("{".utf8))
        let broken = #expect(throws: ShardFolder.Failure.self) { try ShardFolder(folder.path) }
        #expect(broken?.reason.contains("isn't what a shard leaves") == true)
    }
}

/// The files with what loads counted, whatever became of them.
@Suite struct FiguresFileTests {
    private static let file = FiguresFile(
        load: FiguresFile.Load(suite: "Orders", name: "holds the rate", step: ""),
        figures: ShardSample(requests: 700).figures(1, of: 3),
        demands: ShardSample().demands
    )

    @Test func roundTrip() throws {
        let read = try FiguresFile(Self.file.bytes)
        #expect(read.load == Self.file.load)
        #expect(read.demands == Self.file.demands)
        #expect(read.bytes == Self.file.bytes)
        #expect(LoadResult(read.figures).responseTime == LoadResult(Self.file.figures).responseTime)
    }

    @Test func everyDamageIsFound() {
        let bytes = Self.file.bytes
        for length in stride(from: 0, to: bytes.count, by: 211) {
            #expect(throws: ResultsError.self) { try FiguresFile(Array(bytes.prefix(length))) }
        }
        for place in stride(from: 0, to: bytes.count, by: 173) {
            var damaged = bytes
            damaged[place] ^= 0x41
            #expect(throws: ResultsError.self) { try FiguresFile(damaged) }
        }
    }

    /// Whoever makes up a sum gets no further: what isn't sound is refused, and nothing ends the program.
    @Test func unsoundHistogramsAreRefused() {
        var recorder = LatencyRecorder()
        for value in 1...500 { recorder.record(UInt64(value) * 77_777) }
        var encoded: [UInt8] = []
        recorder.packed.encode(to: &encoded)
        var reader = PackedReader(encoded, 0..<encoded.count)
        #expect(reader.latencies() == recorder.packed)
        #expect(reader.isAtEnd)
        var random = SplitMix64(seed: 3)
        for _ in 0..<5000 {
            var damaged = encoded
            let place = Int(random.next() % UInt64(encoded.count))
            damaged[place] = UInt8(truncatingIfNeeded: random.next())
            var reader = PackedReader(damaged, 0..<Int(random.next() % UInt64(encoded.count + 1)))
            // What passes is a histogram all the same.
            if let latencies = reader.latencies() { _ = latencies.summary() }
        }
        var endless = PackedReader([UInt8](repeating: 0xFF, count: 30), 0..<30)
        #expect(endless.number() == nil)
    }
}
