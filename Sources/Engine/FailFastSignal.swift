import Synchronization

/// Tells the cases that wait that they need not run, and why.
final class FailFastSignal: Sendable {
    private let raised = Mutex<String?>(nil)

    /// Why no further case runs; `nil` while they do.
    var reason: String? { raised.withLock { $0 } }

    /// The first reason stays.
    func raise(_ reason: String) {
        raised.withLock { $0 = $0 ?? reason }
    }
}
