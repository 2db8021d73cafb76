import Glibc

/// A running thread that somebody joins, once.
package struct JoinableThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread that does `run`, as ``LoopThread`` does.
    package init(_ run: @escaping @Sendable () -> Void) throws(CurlError) {
        thread = try LoopThread.start(run)
    }

    /// Waits for its end.
    package func join() { pthread_join(thread, nil) }

    /// Lets it end on its own.
    package func detach() { pthread_detach(thread) }
}
