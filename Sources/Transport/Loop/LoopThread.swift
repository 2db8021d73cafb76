import Glibc

/// A thread of its own for an event loop.
enum LoopThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that does `run`.
    ///
    /// Signals go to other threads; and one that writes to a closed TLS connection gets EPIPE, not SIGPIPE.
    static func start(_ run: @escaping @Sendable () -> Void) throws(CurlError) -> pthread_t {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            },
            body.toOpaque()
        )
        guard code == 0 else {
            body.release()
            throw CurlError("no thread can be started: \(String(cString: strerror(code)))")
        }
        return thread
    }
}

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

/// Instants of `CLOCK_MONOTONIC`, in nanoseconds.
enum MonotonicInstant {
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
