import CLinux
import Glibc
import Synchronization
import Transport

/// Generates load over HTTP/1.1 and HTTP/2 at the speed of the wire: one thread a core, each with an event loop,
/// connections and histograms of its own.
package enum LoadEngine {
    /// Runs `plan` and returns what was measured; the calling thread waits for it.
    ///
    /// - Parameter control: stops the load and shows its figures, from other threads.
    /// - Throws: why the load can't be run.
    package static func run(
        _ plan: LoadPlan,
        control: LoadControl = LoadControl()
    ) throws(LoadEngineError) -> LoadReport {
        LoadReport(try outcomes(try WorkerSetup(plan, control)))
    }

    /// Sends the requests of `plan` at one instant and returns what was measured; the calling thread waits for it.
    ///
    /// - Parameter control: stops the burst from other threads.
    /// - Throws: why it can't be done.
    package static func burst(
        _ plan: BurstPlan,
        control: LoadControl = LoadControl()
    ) throws(LoadEngineError) -> BurstReport {
        let outcomes = try outcomes(try WorkerSetup(plan.load, control, burst: plan))
        return BurstReport(
            figures: LoadReport(outcomes),
            releases: outcomes.compactMap(\.release)
        )
    }

    /// The same for a task, whose thread isn't held; cancelling it stops the load.
    package static func run(
        _ plan: LoadPlan,
        control: LoadControl = LoadControl()
    ) async throws(LoadEngineError) -> LoadReport {
        try await onThread(control) { () throws(LoadEngineError) in try run(plan, control: control) }
    }

    /// The same for a task, whose thread isn't held; cancelling it stops the burst.
    package static func burst(
        _ plan: BurstPlan,
        control: LoadControl = LoadControl()
    ) async throws(LoadEngineError) -> BurstReport {
        try await onThread(control) { () throws(LoadEngineError) in try burst(plan, control: control) }
    }

    private static func onThread<Value: Sendable>(
        _ control: LoadControl,
        _ body: @escaping @Sendable () throws(LoadEngineError) -> Value
    ) async throws(LoadEngineError) -> Value {
        let result: Result<Value, LoadEngineError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(CurlError) {
                    try JoinableThread { continuation.resume(returning: Result(catching: body)) }.detach()
                } catch {
                    continuation.resume(returning: .failure(LoadEngineError(error.message)))
                }
            }
        } onCancel: {
            control.stop()
        }
        return try result.get()
    }

    /// Runs the workers.
    private static func outcomes(_ setup: WorkerSetup) throws(LoadEngineError) -> [WorkerOutcome] {
        defer { setup.end() }
        let results = WorkerResults()
        var threads: [JoinableThread] = []
        for number in 0..<setup.threads {
            threads.append(try start(number, setup, results))
        }
        for thread in threads { thread.join() }
        return try results.outcomes()
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
                            return if let burst = setup.burst { worker.run(burst) } else { worker.run() }
                        } catch {
                            // The others wait for all.
                            setup.control.stop()
                            _ = setup.gate.arrive()
                            _ = setup.burst?.barrier.arrive()
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
