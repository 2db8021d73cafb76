/// Requests that are all in flight at once.
public struct Burst: Sendable, Hashable {
    /// How they are let go.
    public enum Release: String, Sendable, Hashable, CaseIterable {
        /// Whole requests, one after the other.
        case none
        /// All but the last byte of each is sent before; then the last bytes follow back to back.
        case lastByte = "last-byte"
    }

    /// How many.
    public var requests: Int
    /// How they are let go.
    public var release = Release.none

    /// The burst in words.
    public var words: String {
        release == .none ? "\(requests) at once" : "\(requests) at once, released by their last bytes"
    }
}
