/// A binary heap of instants of jobs, the earliest first; those of the same instant in the order of their insertion.
struct InstantHeap {
    private struct Entry {
        let instant: UInt64
        let order: UInt64
        let id: UInt64

        func isBefore(_ other: Entry) -> Bool {
            (instant, order) < (other.instant, other.order)
        }
    }

    private var entries: [Entry] = []
    private var count: UInt64 = 0

    /// The earliest instant.
    var first: UInt64? { entries.first?.instant }

    mutating func insert(_ id: UInt64, at instant: UInt64) {
        count += 1
        entries.append(Entry(instant: instant, order: count, id: id))
        var child = entries.count - 1
        while child > 0, entries[child].isBefore(entries[(child - 1) / 2]) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out the earliest when it is due at `now`.
    mutating func popDue(_ now: UInt64) -> UInt64? {
        guard let first = entries.first, first.instant <= now, let last = entries.popLast() else { return nil }
        if !entries.isEmpty {
            entries[0] = last
            siftDown()
        }
        return first.id
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].isBefore(entries[least]) { least = child }
            }
            if least == parent { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
