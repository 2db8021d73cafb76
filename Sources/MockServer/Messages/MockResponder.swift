/// Decides what a request gets. It is called on the server's event loops, several at once, and must not block.
public protocol MockResponder: Sendable {
    /// The answer to `request`, which came at `now` on the server's clock (milliseconds since 1970-01-01 UTC).
    func answer(to request: MockRequest, now: Int64) -> MockAnswer
}
