import Dispatch
import Glibc

/// Ctrl-C and SIGTERM stop a run so that its reports are still written.
enum Interrupt {
    /// The result of `body`, which is cancelled at the first signal; a second one ends the program at once.
    static func stopping<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task { await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { _exit(128 + number) }
                Terminal.error("\nstopping; once more ends at once, without reports")
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
