import Synchronization

/// Keeps what was made of texts: the rows of a scenario, and every request of a load, share theirs.
///
/// It is bounded, for texts may come from outside: when it is full, it starts anew.
final class ParsedOnce<Value: Sendable>: Sendable {
    private static var most: Int { 4096 }
    private static var longestText: Int { 4096 }

    private let known = Mutex<[String: Value]>([:])

    /// What `make` makes of `text`, or made of it before.
    func value<Failure: Error>(for text: String, make: (String) throws(Failure) -> Value) throws(Failure) -> Value {
        guard text.utf8.count <= Self.longestText else { return try make(text) }
        if let value = known.withLock({ $0[text] }) { return value }
        let value = try make(text)
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[text] = value
        }
        return value
    }
}
