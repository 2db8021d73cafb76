/// How exactly the engine keeps the time, and what it pays for it.
public enum Pacing: Sendable, Hashable {
    /// Sleeps until shortly before the next start, then polls; and polls after each activity as long as a response is
    /// awaited: at most `spin` nanoseconds each time.
    case precise(spin: UInt64)
    /// Never polls: a start or a response waits for the thread to be woken.
    case economical

    var spin: UInt64 {
        switch self {
        case .precise(let spin): spin
        case .economical: 0
        }
    }
}
