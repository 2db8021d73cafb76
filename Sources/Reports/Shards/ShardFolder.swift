import Glibc
import JSON
package import Results

/// What a shard, or a merge of some, left in a folder for `muster merge`.
package struct ShardFolder: Sendable {
    /// Its name, as it was given.
    package var path: String
    /// What came of the run; its loads have no series, which stand in files of their own.
    package var run: RunResult
    /// The paths of the files with the figures of its loads.
    var figures: [String]
    /// What couldn't be read, in words.
    package var warnings: [String]

    /// The name of the file that says what came of the run.
    package static let name = "shard.json"

    /// Why a folder can't be merged.
    package struct Failure: Error, Sendable, Hashable {
        /// What is wrong, and where.
        package var reason: String
        /// What to do.
        package var help: String

        init(_ reason: String, _ help: String = "name the folders that 'muster run --shard' or 'muster merge' wrote") {
            self.reason = reason
            self.help = help
        }
    }

    /// Reads what is in the folder at `path`: the run's end, or its journal when it was cut off.
    package init(_ path: String) throws(Failure) {
        self.path = path
        let base = path.hasSuffix("/") ? path : path + "/"
        warnings = []
        if let journal = try Self.bytes(base + Journal.name) {
            do {
                let found = try JournalReader.read(journal)
                run = found.run
                warnings = found.warnings.map { "\(base + Journal.name): \($0)" }
            } catch {
                throw Failure("\(base + Journal.name) isn't the journal of a run: \(error)")
            }
        } else if let results = try Self.bytes(base + Self.name) {
            do {
                run = try ResultsReader.run(try JSONParser.parse(results))
            } catch {
                throw Failure("\(base + Self.name) isn't what a shard leaves: \(error)")
            }
        } else if try Self.bytes(base + ReportFormat.json.fileName) != nil {
            throw Failure(
                "\(path) holds a run that isn't divided",
                "run its suites with --shard K/N, and merge the folders of all N"
            )
        } else {
            throw Failure("\(path) holds no results of a shard")
        }
        guard run.sharded != nil else {
            throw Failure(
                "\(path) holds a run that isn't divided",
                "run its suites with --shard K/N, and merge the folders of all N"
            )
        }
        let folder = base + "loads/"
        figures = Self.names(folder).filter { $0.hasSuffix(FiguresFile.suffix) }.sorted().map { folder + $0 }
    }

    /// What stands in `shard.json`: `results.json` without the series of loads whose figures have files of their own.
    package static func bytes(_ run: RunResult) -> [UInt8] {
        var run = run
        for suite in run.suites.indices {
            for place in run.suites[suite].cases.indices {
                for step in run.suites[suite].cases[place].steps.indices
                where run.suites[suite].cases[place].steps[step].load?.sharding != nil {
                    run.suites[suite].cases[place].steps[step].load?.intervals = []
                    run.suites[suite].cases[place].steps[step].load?.heat = nil
                }
            }
        }
        return ResultsDocument.bytes(run)
    }

    /// Takes away what an earlier run left in `folder`, which ends in a slash, for a merge.
    package static func clear(_ folder: String) throws(OutputFile.Failure) {
        try OutputFile(folder + name).remove()
        for name in names(folder + "loads/") where name.hasSuffix(FiguresFile.suffix) {
            try OutputFile(folder + "loads/" + name).remove()
        }
    }

    private static func names(_ folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                names.append(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
            }
        }
        return names
    }

    /// The largest file that is read, in bytes: a load of ten minutes at 10,000 requests a second takes some 20 MB.
    private static let largestFile = 1 << 30

    /// The bytes of the regular file at `path`; `nil` when there is none.
    static func bytes(_ path: String) throws(Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Failure("\(path) can't be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure("\(path) isn't a regular file")
        }
        let size = Int(status.st_size)
        guard size <= largestFile else {
            throw Failure("\(path) has \(size) bytes: \(largestFile) is the most that is read")
        }
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while count < size {
                let got = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                guard got > 0 else { break }
                count += got
            }
            filled = count
        }
        guard count == size else { throw Failure("\(path) can't be read to its end") }
        return bytes
    }
}
