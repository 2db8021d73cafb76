/// The next instants of users, the earliest first: a binary heap in memory taken once.
struct TimerHeap {
    private struct Entry {
        var instant: UInt64
        var slot: Int
    }

    private let entries: UnsafeMutablePointer<Entry>
    private(set) var count = 0

    /// A heap for at most `capacity` entries.
    init(capacity: Int) { entries = .allocate(capacity: max(1, capacity)) }

    func free() { entries.deallocate() }

    /// The earliest instant; the largest possible when there is none.
    @inline(__always)
    var first: UInt64 { count > 0 ? entries[0].instant : .max }

    mutating func insert(_ slot: Int, at instant: UInt64) {
        var place = count
        count += 1
        while place > 0, entries[(place - 1) / 2].instant > instant {
            entries[place] = entries[(place - 1) / 2]
            place = (place - 1) / 2
        }
        entries[place] = Entry(instant: instant, slot: slot)
    }

    /// Takes the earliest out; there is one.
    mutating func removeFirst() -> (slot: Int, instant: UInt64) {
        let first = entries[0]
        count -= 1
        let last = entries[count]
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < count else { break }
            if child + 1 < count, entries[child + 1].instant < entries[child].instant { child += 1 }
            guard entries[child].instant < last.instant else { break }
            entries[place] = entries[child]
            place = child
        }
        if count > 0 { entries[place] = last }
        return (first.slot, first.instant)
    }
}
