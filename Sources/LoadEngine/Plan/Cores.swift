import Glibc

/// The machine's processors.
enum Cores {
    /// How many are online, 1 at least.
    static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
