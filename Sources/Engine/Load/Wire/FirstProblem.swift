import Synchronization

/// Why requests could not be made, said once.
final class FirstProblem: Sendable {
    private let first = Mutex<String?>(nil)

    var text: String? { first.withLock { $0 } }

    func note(_ text: String) { first.withLock { $0 = $0 ?? text } }
}
