import LoadEngine
import Measurement
import Quantities
import Results
import Synchronization

/// Shard 0's side of a shared search: it says what is sent and when, and gets the others' parts.
final class TrialLeader: Sendable {
    let exchange: TrialExchange
    let place: TrialPlace
    /// What the machine's clock is off from that of the run, in nanoseconds.
    private let clockOffset: Int64
    private let order: Mutex<TrialOrder>
    /// How long before a trial begins the others hear of it, in nanoseconds.
    private let lead = Mutex<UInt64>(500_000_000)
    /// The parts of the running trial that have come.
    private let parts = Mutex<[Int: Result<TrialPart, TrialFolder.Failure>]>([:])

    private static let longestLead: UInt64 = 10_000_000_000
    /// How long before it does the others hear that the warm-up ends, in nanoseconds.
    private static let notice: UInt64 = 300_000_000
    init(_ exchange: TrialExchange, _ place: TrialPlace, clockOffset: Int64) {
        self.exchange = exchange
        self.place = place
        self.clockOffset = clockOffset
        order = Mutex(TrialOrder(process: exchange.own.process))
    }

    /// The trial that is running, or ran last.
    var trial: Int { order.withLock { $0.trial } }

    /// Waits until every shard has come to the search.
    ///
    /// - Returns: why that isn't so, each shard named; `nil` when all are here.
    func gather() async throws(TrialFolder.Failure) -> String? {
        try say { _ in }
        var missing = exchange.others
        while true {
            var gone: [String] = []
            for shard in missing {
                let name = place.here(shard)
                if let bytes = try exchange.folder.bytes(name, most: TrialMember.mostBytes) {
                    let message = try TrialMessage(bytes, path: exchange.folder.path + name)
                    guard try message.text("process") == exchange.own.process else {
                        throw message.error("process", "\(exchange.own.process), that of this search")
                    }
                    missing.removeAll { $0 == shard }
                    if let problem = try message.optionalText("problem") { return "shard \(shard): \(problem)" }
                } else if case .gone(let why) = try exchange.look(at: shard).presence {
                    gone.append(why)
                }
            }
            if !gone.isEmpty { return Self.list(gone) }
            if missing.isEmpty { return nil }
            guard (try? await Task.sleep(nanoseconds: TrialExchange.interval)) != nil else {
                return "stopped while \(missing.count) of \(exchange.own.count) shards were waited for"
            }
        }
    }

    /// What is said of shards, as far as a person reads on.
    static func list(_ words: [String]) -> String {
        let shown = words.prefix(10).joined(separator: "; ")
        return words.count > 10 ? "\(shown); and \(words.count - 10) more" : shown
    }

    /// What is to be known of the clocks by which all begin together; `nil` where nothing is.
    func doubtOfClocks() -> String? {
        let members = [exchange.own] + exchange.others.compactMap { try? exchange.look(at: $0).member }
        let machines = Set(members.map(\.host)).count
        guard machines > 1, members.contains(where: { !$0.hasClock }) else { return nil }
        return ClockDistance.unknown(of: machines)
    }

    /// Orders the next trial.
    ///
    /// - Returns: when it begins, by the monotonic clock.
    func begin(_ sent: TrialOrder.Sent, duration: UInt64, settle: UInt64) throws(TrialFolder.Failure) -> UInt64 {
        parts.withLock { $0 = [:] }
        let start = MonotonicClock.now().addingSaturated(lead.withLock { $0 })
        let wall = SharedClock(offset: clockOffset).shared(start)
        try say { order in
            order.trial += 1
            (order.sent, order.duration, order.settle) = (sent, duration, settle)
            (order.startAt, order.settledAt, order.stop) = (wall, nil, nil)
        }
        return start
    }

    /// Ends the warm-up of all parts, in a moment.
    ///
    /// - Returns: when it does, by the monotonic clock; `nil` where the others can't hear of it in time.
    func settle(before latest: UInt64) -> UInt64? {
        let instant = MonotonicClock.now().addingSaturated(Self.notice)
        guard instant < latest else { return nil }
        let wall = SharedClock(offset: clockOffset).shared(instant)
        do throws(TrialFolder.Failure) {
            try say { $0.settledAt = wall }
            return instant
        } catch {
            // The warm-up takes its whole time.
            return nil
        }
    }

    /// Ends the running trial of all parts.
    func stop(_ why: String) { try? say { $0.stop = $0.stop ?? why } }

    /// Tells the others that no further trial follows. That they can't be told they see when this shard says nothing
    /// any more.
    func end(_ why: String) { try? say { $0.end = why } }

    /// Several tasks say something: none writes while another one does, and what was said last stands.
    private func say(_ change: (inout TrialOrder) -> Void) throws(TrialFolder.Failure) {
        try order.withLock { (order) throws(TrialFolder.Failure) in
            let said = order
            change(&order)
            if order != said || order.trial == 0 { try exchange.folder.write(place.order, order.bytes) }
        }
    }

    /// Looks after the others until it is cancelled; ends the own part as soon as one of them says that the trial is
    /// over, or is gone.
    func watch(_ control: LoadControl) async {
        var looked: UInt64?
        repeat {
            var why = (try? take()) == nil ? nil : early
            let now = MonotonicClock.now()
            if why == nil, now - (looked ?? 0) >= lookInterval {
                looked = now
                why = try? gone(exchange.others).first
            }
            guard let why else { continue }
            stop(why)
            return control.stop()
        } while (try? await Task.sleep(nanoseconds: TrialExchange.interval)) != nil
    }

    /// Those of `shards` that are gone, in words.
    private func gone(_ shards: [Int]) throws(TrialFolder.Failure) -> [String] {
        var gone: [String] = []
        for shard in shards {
            if case .gone(let why) = try exchange.look(at: shard).presence { gone.append(why) }
        }
        return gone
    }

    /// How often it is looked whether others go on, in nanoseconds: a thousand files take some milliseconds.
    private var lookInterval: UInt64 { min(max(exchange.patience / 8, 500_000_000), 5_000_000_000) }

    /// Why the part of another shard ends the trial before its time, by the lowest of those that do; `nil` while none
    /// does.
    private var early: String? {
        let parts = parts.withLock { $0 }
        return parts.sorted { $0.key < $1.key }.lazy.compactMap { _, part in
            switch part {
            case .success(let part): part.reason?.description ?? part.problem
            case .failure(let failure): "\(failure)"
            }
        }.first
    }

    /// The same of those whose parts are waited for.
    private static let partInterval: UInt64 = 500_000_000

    /// Reads the parts that have come, and takes their files away.
    private func take() throws(TrialFolder.Failure) {
        let (trial, own) = (trial, exchange.own)
        for name in try exchange.folder.names() {
            guard let file = place.part(of: name), file.shard > 0, file.shard < own.count else { continue }
            defer { exchange.folder.remove(name) }
            guard file.trial == trial else { continue }
            let part = Result { () throws(TrialFolder.Failure) -> TrialPart? in
                guard let bytes = try exchange.folder.bytes(name, most: TrialPart.mostBytes) else { return nil }
                let part = try TrialPart(
                    bytes,
                    path: exchange.folder.path + name,
                    process: own.process,
                    count: own.count
                ) { exchange.coding.decode($0, place) }
                guard part.shard == file.shard, part.trial == trial else {
                    throw TrialFolder.Failure(
                        exchange.folder.path + name,
                        found: "trial \(part.trial) of shard \(part.shard)",
                        expected: "trial \(trial) of shard \(file.shard)"
                    )
                }
                return part
            }
            switch part {
            case .success(nil): continue
            case .success(let part?): parts.withLock { $0[file.shard] = .success(part) }
            case .failure(let failure): parts.withLock { $0[file.shard] = .failure(failure) }
            }
        }
    }

    /// What came of a trial's parts.
    struct Collected {
        var parts: [TrialPart] = []
        /// What is wrong with them, each shard named.
        var faults: [String] = []
        /// Whether a shard is gone, so that no further trial can be whole.
        var isLast = false
    }

    /// Waits for the parts of the running trial until `deadline`, by the monotonic clock.
    func collect(until deadline: UInt64) async throws(TrialFolder.Failure) -> Collected {
        var looked = MonotonicClock.now()
        var collected = Collected()
        while true {
            try take()
            if let early { stop(early) }
            let parts = parts.withLock { $0 }
            let missing = exchange.others.filter { parts[$0] == nil }
            let now = MonotonicClock.now()
            if now - looked >= Self.partInterval || now >= deadline {
                looked = now
                collected.faults += try gone(missing)
                collected.isLast = !collected.faults.isEmpty
                if !collected.isLast, now >= deadline {
                    collected.faults += missing.map {
                        "shard \($0) sent no figures within \(Quantity.describe(nanoseconds: exchange.patience)) of the trial's end"
                    }
                }
            }
            if missing.isEmpty || !collected.faults.isEmpty || Task.isCancelled {
                for (_, part) in parts.sorted(by: { $0.key < $1.key }) {
                    do throws(TrialFolder.Failure) {
                        collected.parts.append(try part.get())
                    } catch {
                        collected.faults.append("\(error)")
                    }
                }
                return collected
            }
            try? await Task.sleep(nanoseconds: TrialExchange.interval)
        }
    }

    /// Gives the others more time before the next trial, as one came late to this one.
    func giveTime() { lead.withLock { $0 = min(Self.longestLead, $0.multipliedSaturated(by: 2)) } }
}
