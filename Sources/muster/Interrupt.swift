import Dispatch
import Glibc

/// Ctrl-C and SIGTERM stop a run so that its reports are still written.
enum Interrupt {
    /// Returns at the first signal.
    static func wait() async {
        await stopping { try? await Task.sleep(nanoseconds: .max / 4) }
    }

    /// The result of `body`, which is cancelled at the first signal; a second one ends the program at once.
    static func stopping<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task { await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
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
}
