/// Values by key, each until a time of its own. What is over is dropped, and of more than ``most`` the ones that end
/// soonest: whoever sends requests decides how many keys there are.
struct ExpiringTable<Value: Sendable>: Sendable {
    /// How many keys are kept at most.
    static var most: Int { 100_000 }

    private struct Entry {
        var value: Value
        var end: Int64
    }

    private var entries: [ExactKey: Entry] = [:]
    /// From how many entries on those that are over are looked for; then at least as many come before the next time.
    private var sweepAt = 1024

    var count: Int { entries.count }

    /// The value of `key`, when its time isn't over at `now`.
    func value(for key: ExactKey, now: Int64) -> Value? {
        entries[key].flatMap { now < $0.end ? $0.value : nil }
    }

    /// Keeps `value` for `key` until `end`.
    mutating func keep(_ value: Value, for key: ExactKey, until end: Int64, now: Int64) {
        entries[key] = Entry(value: value, end: end)
        if entries.count >= sweepAt { sweep(now) }
    }

    private mutating func sweep(_ now: Int64) {
        entries = entries.filter { now < $0.value.end }
        if entries.count >= Self.most {
            let ends = entries.values.map(\.end).sorted()
            let middle = ends[ends.count / 2]
            var surplus = entries.count - Self.most / 2
            // Many may end at the same time.
            entries = entries.filter { entry in
                guard surplus > 0, entry.value.end <= middle else { return true }
                surplus -= 1
                return false
            }
        }
        sweepAt = min(Self.most, max(1024, 2 * entries.count))
    }
}
