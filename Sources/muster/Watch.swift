import Dispatch
import Glibc
import Synchronization

/// `--watch`: this program once more, without that flag, and again whenever a file changes beside those that it is
/// given.
///
/// Each run is a process of its own: a mistake in a file ends it as it always does, and nothing of one run is left for
/// the next.
final class Watch: Sendable {
    private struct State {
        /// The run that is under way.
        var child: pid_t?
        var isStopped = false
    }

    private let arguments: [String]
    private let paths: [String]
    private let state = Mutex(State())

    /// How often files are looked at, in microseconds.
    private static let pace: useconds_t = 200_000
    /// More files than these in the folders aren't looked at.
    private static let mostFiles = 20_000

    /// - Parameters:
    ///   - arguments: Those of the program, the flag among them.
    ///   - paths: The files and folders whose change starts the next run; folders of files are looked at as a whole.
    init(arguments: [String], paths: [String]) {
        self.arguments = arguments.filter { $0 != "--watch" }
        self.paths = paths
    }

    /// Runs until a signal ends it.
    func run() -> Never {
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { self.stop(number) }
            source.activate()
            return source
        }
        while true {
            let before = stamps()
            spawn()
            if state.withLock({ $0.isStopped }) { break }
            Terminal.error("\nwatching \(paths.joined(separator: ", ")); Ctrl-C ends it")
            while stamps() == before { usleep(Self.pace) }
            // An editor may write several files, or one in several steps.
            usleep(Self.pace)
            Terminal.error("\nchanged: once more")
        }
        for source in sources { source.cancel() }
        _exit(130)
    }

    /// A terminal's Ctrl-C goes to the run as well, which writes its reports; other signals are handed on.
    private func stop(_ number: Int32) {
        state.withLock { state in
            state.isStopped = true
            guard let child = state.child else { _exit(128 + number) }
            if number != SIGINT { kill(child, number) }
        }
    }

    /// Runs the program to its end.
    private func spawn() {
        var words: [UnsafeMutablePointer<CChar>?] = (["muster"] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What is ignored here is not ignored there.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let pid = state.withLock { state -> pid_t? in
            var pid = pid_t()
            guard !state.isStopped, posix_spawn(&pid, "/proc/self/exe", nil, &attributes, words, environ) == 0 else {
                return nil
            }
            state.child = pid
            return pid
        }
        guard let pid else { return }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        state.withLock { $0.child = nil }
    }

    /// When each file was changed, and its size.
    private func stamps() -> [String: [Int]] {
        var stamps: [String: [Int]] = [:]
        for path in paths {
            var status = stat()
            let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            note(isFolder ? path : folder, depth: 0, &stamps)
        }
        return stamps
    }

    private func note(_ path: String, depth: Int, _ stamps: inout [String: [Int]]) {
        guard depth < 8, stamps.count < Self.mostFiles, let folder = opendir(path) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // What a run writes is no reason for the next one.
            if name.hasPrefix(".") || name == "reports" { continue }
            let full = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            var status = stat()
            guard stat(full, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                note(full, depth: depth + 1, &stamps)
            } else {
                stamps[full] = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_size)]
            }
        }
    }
}
