import CLinux
import Glibc
import Synchronization
import Transport

/// Generates load over HTTP/1.1 at the speed of the wire: one thread a core, each with an event loop, connections and
/// histograms of its own.
public enum LoadEngine {
    /// Runs `plan` and returns what was measured; the calling thread waits for it.
    ///
    /// - Parameter control: stops the load and shows its figures, from other threads.
    /// - Throws: why the load can't be run.
    public static func run(
        _ plan: LoadPlan,
        control: LoadControl = LoadControl()
    ) throws(LoadEngineError) -> LoadReport {
        let setup = try WorkerSetup(plan, control)
        defer { setup.end() }
        let results = WorkerResults()
        var threads: [JoinableThread] = []
        for number in 0..<setup.threads {
            threads.append(try start(number, setup, results))
        }
        for thread in threads { thread.join() }
        return LoadReport(try results.outcomes())
    }

    /// The same for a task, whose thread isn't held; cancelling it stops the load.
    public static func run(
        _ plan: LoadPlan,
        control: LoadControl = LoadControl()
    ) async throws(LoadEngineError) -> LoadReport {
        let result: Result<LoadReport, LoadEngineError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let body: @Sendable () -> Void = {
                    continuation.resume(
                        returning: Result { () throws(LoadEngineError) in try run(plan, control: control) }
                    )
                }
                do throws(CurlError) {
                    try JoinableThread(body).detach()
                } catch {
                    continuation.resume(returning: .failure(LoadEngineError(error.message)))
                }
            }
        } onCancel: {
            control.stop()
        }
        return try result.get()
    }

    private static func start(
        _ number: Int,
        _ setup: WorkerSetup,
        _ results: WorkerResults
    ) throws(LoadEngineError) -> JoinableThread {
        do throws(CurlError) {
            return try JoinableThread {
                // A sleep may be 50 us too long otherwise.
                muster_set_timer_slack(1)
                results.add(
                    Result { () throws(LoadEngineError) in
                        do throws(LoadEngineError) {
                            let resources = try WorkerResources(setup, number: number)
                            var worker = Worker(setup, number: number, resources)
                            return worker.run()
                        } catch {
                            // The others wait for all at the gate.
                            setup.control.stop()
                            _ = setup.gate.arrive()
                            throw error
                        }
                    }
                )
            }
        } catch {
            throw LoadEngineError(error.message)
        }
    }
}
