import CXML
import Dispatch

/// Ends a search that takes too long.
///
/// libxml2 counts steps from node to node, but not how long the texts are that it compares in each: those of a page are whatever its
/// server likes. So the processor's time of the thread that searches is looked at beside it.
final class SearchWatch {
    private let watched: Watched
    private let timer: any DispatchSourceTimer

    /// What both threads see. Sendable although a pointer isn't: it is read and written under the lock alone, and nobody uses the context
    /// after ``end()``.
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

    /// Watches a search in `context`, which this thread begins now.
    init(_ context: UnsafeMutableRawPointer) {
        let watched = Watched(context)
        self.watched = watched
        timer = DispatchSource.makeTimerSource(queue: Self.queue)
        timer.schedule(deadline: .now() + .seconds(XMLDocument.mostSeconds), repeating: .seconds(1))
        timer.setEventHandler { watched.look() }
        timer.resume()
    }

    /// The search has ended.
    func end() {
        watched.end()
        timer.cancel()
    }

    private static let queue = DispatchQueue(label: "muster.xpath")
}
