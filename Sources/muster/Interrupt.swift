import Dispatch
import Engine
import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP stop a run so that its reports are still written.
enum Interrupt {
    /// Returns at the first signal.
    static func wait() async {
        await stopping { try? await Task.sleep(nanoseconds: .max / 4) }
    }

    /// So long after the first signal, in nanoseconds, another one is the same again: `timeout` sends its own to the
    /// program and to its group, and a terminal may send SIGHUP beside SIGINT.
    private static let sameSignal: UInt64 = 500_000_000

    /// The result of `body`, which is cancelled at the first signal; a later one ends the program at once.
    static func stopping<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task { await body() }
        let first = Mutex<UInt64?>(nil)
        let sources = [SIGINT, SIGTERM, SIGHUP].filter(takes).map { number -> any DispatchSourceSignal in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let now = MonotonicClock.now()
                let began = first.withLock { first -> UInt64? in
                    defer { first = first ?? now }
                    return first
                }
                guard let began else {
                    Terminal.error("\nstopping; once more ends at once")
                    return task.cancel()
                }
                if now - min(now, began) >= sameSignal { _exit(128 + number) }
            }
            source.activate()
            return source
        }
        let value = await task.value
        for source in sources { source.cancel() }
        return value
    }

    /// Takes the signal from the system, so that a source may handle it. `nohup` asks that the end of the terminal be
    /// nothing to a program, by having it ignore SIGHUP from its start.
    private static func takes(_ number: Int32) -> Bool {
        var old = sigaction()
        sigaction(number, nil, &old)
        let isIgnored = unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
        if number == SIGHUP, isIgnored { return false }
        signal(number, SIG_IGN)
        return true
    }
}
