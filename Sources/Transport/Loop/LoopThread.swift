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
