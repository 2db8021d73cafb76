/// Decides what a request gets. It is called on the server's event loops, several at once, and must not block.
public protocol MockResponder: Sendable {
    /// The answer to `request`.
    func answer(to request: MockRequest) -> MockAnswer
}
