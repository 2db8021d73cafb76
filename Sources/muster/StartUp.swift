import CLinux
import Dispatch
import Transport

/// How memory is asked of the system.
enum MemoryGrowth {
    /// Threads get their memory by steps of megabytes: they begin with steps of a page each, each of them a call of the system, of which
    /// a plan takes hundreds. What is given back or mapped by itself is what the library settles on anyway when large pieces come
    /// and go.
    static func prepare() {
        muster_set_memory_steps(2 << 20, 8 << 20, 4 << 20)
    }
}

/// What takes its time to be ready, and is needed by every run.
enum Libraries {
    /// Begins to ask libcurl what it was built with, for the reports: some of its libraries load more files then. That goes on beside
    /// the planning.
    static func prepare() {
        DispatchQueue.global(qos: .userInitiated).async { _ = CurlGlobal.libraries }
    }
}
