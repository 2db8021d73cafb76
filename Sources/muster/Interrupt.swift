import Dispatch
import Glibc

/// Ctrl-C, SIGTERM and SIGHUP stop a run so that its reports are still written.
enum Interrupt {
    /// Returns at the first signal.
    static func wait() async {
        await stopping { try? await Task.sleep(nanoseconds: .max / 4) }
    }

    /// The result of `body`, which is cancelled at the first signal; a second one ends the program at once.
    static func stopping<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task { await body() }
        let sources = [SIGINT, SIGTERM, SIGHUP].filter(takes).map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { _exit(128 + number) }
                Terminal.error("\nstopping; once more ends at once")
                task.cancel()
            }
            source.activate()
            return source
        }
        let value = await task.value
        for source in sources { source.cancel() }
        return value
    }

    /// Takes the signal from the system, so that a source may handle it. `nohup` asks that the end of the terminal be nothing to a
    /// program, by having it ignore SIGHUP from its start.
    private static func takes(_ number: Int32) -> Bool {
        var old = sigaction()
        sigaction(number, nil, &old)
        let isIgnored = unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
        if number == SIGHUP, isIgnored { return false }
        signal(number, SIG_IGN)
        return true
    }
}
