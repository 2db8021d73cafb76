import CLinux
import Dispatch
import Transport

/// How memory is asked of the system.
enum MemoryGrowth {
    /// Threads get their memory by steps of megabytes: they begin with steps of a page each, each of them a call of the system, of which
    /// a plan takes hundreds. What is given back or mapped by itself is what the library settles on anyway when large pieces come
    /// and go.
    static func prepare() {
        muster_set_memory_steps(16 << 20, 16 << 20, 4 << 20)
    }
}

/// What takes its time to be ready, and is needed by every run.
enum Libraries {
    /// Gets libcurl ready beside the reading of arguments and files.
    static func prepare() {
        DispatchQueue.global(qos: .userInitiated).async { CurlGlobal.prepare() }
    }
}
