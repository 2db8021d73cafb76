import CXML
import Dispatch
import Synchronization

/// Ends a search that takes too long.
///
/// libxml2 counts steps from node to node, but not how long the texts are that it compares in each: those of a page are
/// whatever its server likes. So the processor's time of the thread that searches is looked at beside it.
final class SearchWatch {
    private let watched: Watched

    /// What both threads see. Sendable although a pointer isn't: it is read and written under the lock alone, and
    /// nobody uses the context after ``end()``.
    private final class Watched: @unchecked Sendable {
        private let lock = DispatchSemaphore(value: 1)
        /// `nil` as soon as the search has ended: it may be freed then.
        private var context: UnsafeMutableRawPointer?
        private let clock: Int32
        private let start: Double

        init(_ context: UnsafeMutableRawPointer) {
            self.context = context
            clock = muster_thread_clock()
            start = muster_clock_seconds(clock)
        }

        func look() {
            lock.wait()
            defer { lock.signal() }
            guard let context, muster_clock_seconds(clock) - start >= Double(XMLDocument.mostSeconds) else { return }
            // Whatever was taken until now is more than that.
            muster_xpath_limit(context, 1)
        }

        func end() {
            lock.wait()
            context = nil
            lock.signal()
        }
    }

    /// The searches that go on. Most end in microseconds: a timer of its own for each would take longer.
    private struct Searches {
        var going: [ObjectIdentifier: Watched] = [:]
        var isLookedAt = false
    }

    private static let searches = Mutex(Searches())
    private static let queue = DispatchQueue(label: "muster.xpath")

    /// Watches a search in `context`, which this thread begins now.
    init(_ context: UnsafeMutableRawPointer) {
        let watched = Watched(context)
        self.watched = watched
        let isFirst = Self.searches.withLock { searches in
            searches.going[ObjectIdentifier(watched)] = watched
            defer { searches.isLookedAt = true }
            return !searches.isLookedAt
        }
        if isFirst { Self.lookLater() }
    }

    /// The search has ended.
    func end() {
        watched.end()
        Self.searches.withLock { $0.going[ObjectIdentifier(watched)] = nil }
    }

    /// Looks at all searches every second for as long as there are any.
    private static func lookLater() {
        queue.asyncAfter(deadline: .now() + .seconds(1)) {
            let going = searches.withLock { searches in
                searches.isLookedAt = !searches.going.isEmpty
                return Array(searches.going.values)
            }
            for search in going { search.look() }
            if !going.isEmpty { lookLater() }
        }
    }
}
