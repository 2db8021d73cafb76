import Results
import Scenarios

/// The figures of the loads of all shards, added up.
///
/// Files are read some at a time, as those of a thousand shards wouldn't fit into memory, by as many threads as there
/// are cores.
struct LoadSums {
    private struct Key: Hashable {
        var suite: String
        var name: String
    }

    private var sums: [Key: FiguresFile] = [:]

    /// A file, and the run that left it.
    private struct Source: Sendable {
        var path: String
        var run: RunResult
    }

    /// The bytes of files that all threads together hold before they add them up, about.
    private static let mostHeld = 64 << 20

    /// Adds up what is in `folders`, whose runs are of `count` shards.
    init(_ folders: [ShardFolder], count: Int) throws(ShardFolder.Failure) {
        let sources = folders.flatMap { folder in folder.figures.map { Source(path: $0, run: folder.run) } }
        // Each thread adds up what it has read; several parts for each, so that none waits long for another.
        let size = max(1, (sources.count + 4 * Parallel.width - 1) / (4 * Parallel.width))
        let parts = stride(from: 0, to: sources.count, by: size).map { start in
            Array(sources[start..<min(start + size, sources.count)])
        }
        let held = max(4 << 20, Self.mostHeld / Parallel.width)
        var read: [FiguresFile] = []
        for part in Parallel.map(parts, { Self.sums($0, holding: held) }) { read += try part.get() }
        add(read)
        addMissing(folders, count: count)
    }

    /// The sums of the files of `sources`, of which so many bytes are held at a time, about.
    private static func sums(_ sources: [Source], holding most: Int) -> Result<[FiguresFile], ShardFolder.Failure> {
        var files: [FiguresFile] = []
        var size = 0
        do throws(ShardFolder.Failure) {
            for source in sources {
                guard let bytes = try ShardFolder.bytes(source.path) else { continue }
                files.append(try file(bytes, source))
                size += bytes.count
                guard size > most else { continue }
                files = grouped(files).compactMap { sum($0.value) }
                size = 0
            }
            return .success(grouped(files).compactMap { sum($0.value) })
        } catch {
            return .failure(error)
        }
    }

    private static func grouped(_ files: [FiguresFile]) -> [Key: [FiguresFile]] {
        Dictionary(grouping: files) { Key(suite: $0.load.suite, name: $0.load.name) }
    }

    /// The sum of the figures of one load.
    private static func sum(_ files: [FiguresFile]) -> FiguresFile? {
        guard files.count > 1, let first = files.min(by: { first($0) < first($1) }) else { return files.first }
        guard let figures = LoadFigures.sum(files.map(\.figures)) else { return nil }
        return FiguresFile(load: first.load, figures: figures, demands: first.demands)
    }

    /// The sum of the load that a suite has a case of.
    func sum(_ suite: String, _ name: String) -> FiguresFile? { sums[Key(suite: suite, name: name)] }

    /// The file of these bytes, when it is of the run: a folder may hold what an older program left.
    private static func file(_ bytes: [UInt8], _ source: Source) throws(ShardFolder.Failure) -> FiguresFile {
        let file: FiguresFile
        do throws(ResultsError) {
            file = try FiguresFile(bytes)
        } catch {
            throw ShardFolder.Failure("\(source.path): \(error)")
        }
        let own = Set(source.run.sharded?.shards.map(\.index) ?? [])
        let shards = Set(file.figures.sharding?.shards.map(\.index) ?? [])
        guard !shards.isEmpty, shards.isSubset(of: own) else {
            throw ShardFolder.Failure(
                "\(source.path) has the figures of shards \(shards.sorted()), and its folder those of \(own.sorted())",
                "take the folder of each shard as its run left it"
            )
        }
        return file
    }

    private mutating func add(_ files: [FiguresFile]) {
        // Sums take their time, and each is of its own.
        let known = sums
        let added = Parallel.map(Self.grouped(files).map { $0 }) { key, files in
            (key, Self.sum((known[key].map { [$0] } ?? []) + files))
        }
        for (key, sum) in added { sums[key] = sum }
    }

    /// The lowest shard that counted something; files of which none did come behind.
    private static func first(_ file: FiguresFile) -> Int {
        file.figures.sharding?.shards.first { $0.absent == nil }?.index ?? .max
    }

    /// Notes the shards that ran, and left no figures of a load that is theirs too.
    private mutating func addMissing(_ folders: [ShardFolder], count: Int) {
        var known = sums.mapValues { Set($0.figures.sharding?.shards.map(\.index) ?? []) }
        var absent: [FiguresFile] = []
        for folder in folders {
            for suite in folder.run.suites {
                for result in suite.cases where result.place != nil && result.shard == nil {
                    let key = Key(suite: suite.name, name: result.name)
                    let missing = (folder.run.sharded?.shards ?? []).map(\.index).filter {
                        !(known[key]?.contains($0) ?? false)
                    }
                    guard !missing.isEmpty else { continue }
                    known[key, default: []].formUnion(missing)
                    absent.append(Self.absent(missing, result, key, count))
                }
            }
        }
        if !absent.isEmpty { add(absent) }
    }

    private static func absent(_ shards: [Int], _ result: CaseResult, _ key: Key, _ count: Int) -> FiguresFile {
        let reason = result.reason.isEmpty ? "it left no figures" : result.reason
        var figures = LoadFigures(kind: .load, model: "")
        figures.sharding = LoadSharding(
            count: count,
            shards: shards.sorted().map { index in
                var shard = LoadSharding.Shard(index: index)
                shard.absent = reason
                return shard
            }
        )
        let step = result.steps.last?.name ?? ""
        return FiguresFile(
            load: FiguresFile.Load(suite: key.suite, name: key.name, step: step),
            figures: figures,
            demands: LoadDemands()
        )
    }
}
