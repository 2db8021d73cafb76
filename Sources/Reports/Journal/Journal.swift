import Glibc
package import Results
import Synchronization

/// The results of a run as they come, in a file that only grows: whatever ends the run, what had ended by then is
/// known.
///
/// Each record is handed to the system in one piece when its case ends, so that the end of the process loses nothing.
/// The disk is asked to keep what was written (`fdatasync`) once a second at most, and at the end where the reports
/// couldn't be written: a machine that loses its power may lose the cases of the last second. A record that finds no
/// room stays in memory and is tried again with the next one.
package final class Journal: Sendable {
    /// Its name in the folder of the reports.
    package static let name = "journal.jsonl"

    /// Whether `bytes` are those of a journal, whole or not.
    package static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: JournalRecord.prefix) }

    private struct State {
        var descriptor: Int32
        /// What the file hasn't taken yet; it begins where the file ends.
        var pending: [UInt8] = []
        var failure: OutputFile.Failure?
        var syncedAt = Journal.now()
    }

    private let path: String
    private let state: Mutex<State>
    /// Asked after each case, by many at the same time.
    private let hasFailed = Atomic(false)
    /// Nanoseconds between two requests to the disk.
    private static let syncInterval: UInt64 = 1_000_000_000

    /// Begins the journal of a run in `folder`, which ends in a slash, in place of an older one.
    package init(in folder: String, of outline: RunOutline) throws(OutputFile.Failure) {
        path = folder + Self.name
        guard unlink(path) == 0 || errno == ENOENT else { throw OutputFile.Failure(path: path) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw OutputFile.Failure(path: path) }
        // It ends with the process, however that ends; where a file system knows no locks, nobody is kept out.
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
        state = Mutex(State(descriptor: descriptor))
        append(.run(outline))
        guard let failure else { return }
        unlink(path)
        throw failure
    }

    /// Sees that no other run that still goes on keeps its journal in `folder`.
    package static func requireFree(_ folder: String) throws(OutputFile.Failure) {
        let path = folder + name
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { Self.release(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
        throw OutputFile.Failure(path: path, code: EWOULDBLOCK)
    }

    deinit { Self.release(state.withLock { $0.descriptor }) }

    /// A child process that is being started has the descriptor until it runs its program, and would keep the lock with
    /// it.
    private static func release(_ descriptor: Int32) {
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Why the file doesn't hold everything; `nil` while it does.
    package var failure: OutputFile.Failure? {
        hasFailed.load(ordering: .acquiring) ? state.withLock { $0.failure } : nil
    }

    /// A case begins, at a time of day in milliseconds since 1970.
    package func began(_ place: CasePosition, at moment: Int64) { append(.began(place, at: moment)) }

    /// A case has ended.
    package func ended(_ place: CasePosition, _ result: CaseResult) { append(.ended(place, result)) }

    /// Every case of a suite has ended.
    package func suiteEnded(_ index: Int, _ suite: SuiteResult) {
        let end = JournalRecord.SuiteEnd(
            startedAt: suite.startedAt,
            duration: suite.duration,
            contract: suite.contract
        )
        append(.suiteEnded(index, end))
    }

    /// The run is over.
    package func end(_ run: RunResult) {
        append(.end(duration: run.duration, interrupted: run.interrupted))
    }

    /// Asks the disk to keep everything, as the file stays.
    package func synchronize() {
        state.withLock { _ = fdatasync($0.descriptor) }
    }

    /// Removes the file, as the reports hold everything that it does. A run that began in the same folder meanwhile
    /// keeps its own.
    package func remove() {
        state.withLock { state in
            var (own, there) = (stat(), stat())
            guard fstat(state.descriptor, &own) == 0, stat(path, &there) == 0 else { return }
            if own.st_ino == there.st_ino, own.st_dev == there.st_dev { unlink(path) }
        }
    }

    private func append(_ record: JournalRecord) {
        let line = record.line
        state.withLock { state in
            let due = state.pending.isEmpty ? line : state.pending + line
            var written = 0
            let code = due.withUnsafeBytes { Descriptor.write($0, to: state.descriptor, &written) }
            state.pending = Array(due[written...])
            state.failure = code.map { OutputFile.Failure(path: path, code: $0) }
            hasFailed.store(code != nil, ordering: .releasing)
            let now = Self.now()
            guard now - state.syncedAt >= Self.syncInterval else { return }
            _ = fdatasync(state.descriptor)
            state.syncedAt = Self.now()
        }
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
