import Glibc

/// The limit of open files, which each connection counts against.
enum FileLimit {
    /// Descriptors for everything else: event loops, names, the program's own files.
    private static let others: UInt = 128

    /// Makes sure that so many connections can be open; raises the process's limit as far as it may.
    static func ensure(_ connections: Int) throws(LoadEngineError) {
        let needed = UInt(connections) + others
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < needed else { return }
        guard limit.rlim_max >= needed else {
            throw LoadEngineError(
                "\(connections) connections need \(needed) open files, and the limit is \(limit.rlim_max): raise it with"
                    + " ulimit -Hn \(needed), or ask for fewer"
            )
        }
        limit.rlim_cur = needed
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
