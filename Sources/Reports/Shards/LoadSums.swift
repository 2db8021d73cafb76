import Results
import Scenarios

/// The figures of the loads of all shards, added up.
///
/// Files are read some at a time, as those of a thousand shards wouldn't fit into memory.
struct LoadSums {
    private struct Key: Hashable {
        var suite: String
        var name: String
    }

    private var sums: [Key: FiguresFile] = [:]

    /// Files that are held at a time.
    private static let batch = 64

    /// Adds up what is in `folders`, whose runs are of `count` shards.
    init(_ folders: [ShardFolder], count: Int) throws(ShardFolder.Failure) {
        let paths = folders.flatMap { folder in folder.figures.map { (path: $0, run: folder.run) } }
        for start in stride(from: 0, to: paths.count, by: Self.batch) {
            let some = Array(paths[start..<min(start + Self.batch, paths.count)])
            var files: [FiguresFile] = []
            for read in Parallel.map(some, { Self.read($0.path, of: $0.run) }) {
                if let file = try read.get() { files.append(file) }
            }
            add(files)
        }
        addMissing(folders, count: count)
    }

    /// The sum of the load that a suite has a case of.
    func sum(_ suite: String, _ name: String) -> FiguresFile? { sums[Key(suite: suite, name: name)] }

    /// The file at `path`, when it is of `run`: a folder may hold what an older program left.
    private static func read(_ path: String, of run: RunResult) -> Result<FiguresFile?, ShardFolder.Failure> {
        do throws(ShardFolder.Failure) {
            guard let bytes = try ShardFolder.bytes(path) else { return .success(nil) }
            let file: FiguresFile
            do throws(ResultsError) {
                file = try FiguresFile(bytes)
            } catch {
                return .failure(ShardFolder.Failure("\(path): \(error)"))
            }
            let own = Set(run.sharded?.shards.map(\.index) ?? [])
            let shards = Set(file.figures.sharding?.shards.map(\.index) ?? [])
            guard !shards.isEmpty, shards.isSubset(of: own) else {
                return .failure(
                    ShardFolder.Failure(
                        "\(path) has the figures of shards \(shards.sorted()), and its folder those of \(own.sorted())",
                        "take the folder of each shard as its run left it"
                    )
                )
            }
            return .success(file)
        } catch {
            return .failure(error)
        }
    }

    private mutating func add(_ files: [FiguresFile]) {
        let grouped = Dictionary(grouping: files) { Key(suite: $0.load.suite, name: $0.load.name) }
        // Sums take their time, and each is of its own.
        let known = sums
        let added = Parallel.map(grouped.map { $0 }) { key, files -> (Key, FiguresFile)? in
            let all = (known[key].map { [$0] } ?? []) + files
            let first = all.min { Self.first($0) < Self.first($1) } ?? files[0]
            guard let figures = LoadFigures.sum(all.map(\.figures)) else { return nil }
            return (key, FiguresFile(load: first.load, figures: figures, demands: first.demands))
        }
        for case (let key, let sum)? in added { sums[key] = sum }
    }

    /// The lowest shard that counted something; files of which none did come behind.
    private static func first(_ file: FiguresFile) -> Int {
        file.figures.sharding?.shards.first { $0.absent == nil }?.index ?? .max
    }

    /// Notes the shards that ran, and left no figures of a load that is theirs too.
    private mutating func addMissing(_ folders: [ShardFolder], count: Int) {
        for folder in folders {
            for suite in folder.run.suites {
                for result in suite.cases where result.place != nil && result.shard == nil {
                    let key = Key(suite: suite.name, name: result.name)
                    let known = Set(sums[key]?.figures.sharding?.shards.map(\.index) ?? [])
                    let missing = (folder.run.sharded?.shards ?? []).map(\.index).filter { !known.contains($0) }
                    guard !missing.isEmpty else { continue }
                    add([Self.absent(missing, result, key, count)])
                }
            }
        }
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
