/// A way in which an answer goes wrong on purpose.
public enum MockFault: Sendable, Hashable {
    /// The connection is reset (TCP RST), nothing is answered.
    case reset
    /// Nothing is ever answered; the connection stays open until the client or the server ends it.
    case stall
    /// The connection is closed, nothing is answered.
    case close
    /// Bytes that are not HTTP come, then the connection is closed.
    case garbage
    /// The head and so many bytes of the content come, then the connection is closed.
    case truncate(Int)
    /// `Content-Length` is off by so much (more or less than the content), then the connection is closed.
    case wrongLength(Int)
    /// The content comes a byte at a time, with a pause of so many nanoseconds before each.
    case drip(Int64)
}
