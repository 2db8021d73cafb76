/// Numbers of connections, last in first out, in memory taken once.
struct SlotStack {
    private let slots: UnsafeMutablePointer<Int32>
    private(set) var count = 0

    init(capacity: Int) { slots = .allocate(capacity: max(1, capacity)) }

    func free() { slots.deallocate() }

    @inline(__always)
    mutating func push(_ slot: Int) {
        slots[count] = Int32(truncatingIfNeeded: slot)
        count += 1
    }

    @inline(__always)
    mutating func pop() -> Int? {
        guard count > 0 else { return nil }
        count -= 1
        return Int(slots[count])
    }

    @inline(__always)
    subscript(place: Int) -> Int { Int(slots[place]) }

    /// Takes the `number` oldest out.
    @inline(__always)
    mutating func removeFirst(_ number: Int) {
        for place in number..<count { slots[place - number] = slots[place] }
        count -= number
    }

    /// Takes `slot` out, wherever it is.
    mutating func remove(_ slot: Int) {
        for place in 0..<count where slots[place] == Int32(slot) {
            count -= 1
            slots[place] = slots[count]
            return
        }
    }
}
