import JSON
import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios
import Synchronization

/// Another shard's side of a shared search: it sends its part of what shard 0 orders, and tells what came of it.
final class TrialFollower: Sendable {
    let exchange: TrialExchange
    let place: TrialPlace
    private let capacity: Capacity
    private let clock: SharedClock
    private let state = Mutex(State())

    private struct State {
        /// Shard 0's process, once it is known.
        var process: String?
        /// The trial that was taken last.
        var trial = 0
        /// When it was last looked whether shard 0 goes on, by the monotonic clock.
        var looked: UInt64 = 0
    }

    /// What comes next.
    enum Next: Sendable {
        /// A trial, and when it begins, by the monotonic clock.
        case trial(TrialOrder, at: UInt64)
        /// No further one, for this reason.
        case end(String)
    }

    /// How often it is looked whether shard 0 goes on, in nanoseconds.
    private static let lookInterval: UInt64 = 500_000_000

    init(_ exchange: TrialExchange, _ place: TrialPlace, _ capacity: Capacity, clockOffset: Int64) {
        self.exchange = exchange
        self.place = place
        self.capacity = capacity
        clock = SharedClock(offset: clockOffset)
    }

    private var own: Int { exchange.own.shard }

    /// Waits for shard 0, and tells it that this shard takes part, or why it can't.
    ///
    /// - Returns: why nothing comes of it; `nil` when the search begins.
    func join(problem: String?) async throws(TrialFolder.Failure) -> String? {
        while true {
            if let order = try newest() {
                state.withLock { $0.process = order.process }
                let message = TrialMessage.bytes([
                    "process": .string(order.process), "problem": problem.map { .string($0) },
                ])
                try exchange.folder.write(place.here(own), message)
                return problem
            }
            if let gone = try gone() { return gone }
            guard (try? await Task.sleep(nanoseconds: TrialExchange.interval)) != nil else { return "stopped" }
        }
    }

    /// Waits for the next trial, or the end.
    func next() async throws(TrialFolder.Failure) -> Next {
        while true {
            if let order = try newest() {
                if let end = order.end { return .end(end) }
                let isNew = state.withLock { state in
                    defer { state.trial = order.trial }
                    return order.trial != state.trial
                }
                if isNew, order.stop == nil { return .trial(order, at: clock.own(order.startAt)) }
            }
            if let gone = try gone() { return .end(gone) }
            guard (try? await Task.sleep(nanoseconds: TrialExchange.interval)) != nil else { return .end("stopped") }
        }
    }

    /// What has become of a trial by what shard 0 says meanwhile.
    enum Course: Sendable, Hashable {
        case goesOn
        /// Its warm-up ends at this instant, by the monotonic clock.
        case settles(at: UInt64)
        /// It is over for shard 0, or shard 0 is gone.
        case isOver(String)
    }

    /// How `order` goes on.
    func course(of order: TrialOrder) -> Course {
        do throws(TrialFolder.Failure) {
            guard let newest = try newest() else { return .isOver("shard 0 has taken its order back") }
            if let why = newest.end ?? newest.stop { return .isOver(why) }
            guard newest.trial == order.trial else { return .isOver("shard 0 goes on without this shard") }
            if let gone = try gone() { return .isOver(gone) }
            return newest.settledAt.map { .settles(at: clock.own($0)) } ?? .goesOn
        } catch {
            return .isOver("\(error)")
        }
    }

    /// Tells shard 0 what came of a trial.
    func tell(_ part: TrialPart) throws(TrialFolder.Failure) {
        let process = state.withLock { $0.process } ?? ""
        let bytes = part.bytes(process: process) { exchange.coding.encode($0, place) }
        try exchange.folder.write(place.part(part.trial, own), bytes)
    }

    /// The newest order of the search; `nil` before there is one of shard 0 as it is now.
    private func newest() throws(TrialFolder.Failure) -> TrialOrder? {
        guard let bytes = try exchange.folder.bytes(place.order, most: TrialOrder.mostBytes) else { return nil }
        let path = exchange.folder.path + place.order
        let order = try TrialOrder(bytes, path: path, of: capacity)
        if let known = state.withLock({ $0.process }) {
            guard order.process == known else {
                throw TrialFolder.Failure(path, found: "an order of another process", expected: "one of \(known)")
            }
            return order
        }
        // An order that an earlier run left is no order.
        return try exchange.look(at: 0).member?.process == order.process ? order : nil
    }

    /// Why shard 0 is gone; `nil` while it isn't. Looked at now and then.
    private func gone() throws(TrialFolder.Failure) -> String? {
        let now = MonotonicClock.now()
        let isDue = state.withLock { state in
            guard now - state.looked >= Self.lookInterval else { return false }
            state.looked = now
            return true
        }
        guard isDue, case .gone(let why) = try exchange.look(at: 0).presence else { return nil }
        return why
    }
}
