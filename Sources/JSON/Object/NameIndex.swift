/// Something with a name by which it is looked up.
protocol Named {
    var name: String { get }
}

/// Finds a name among many by its bytes: an open-addressing hash table of positions in an array.
///
/// Up to ``threshold`` members it stays empty and the array is searched. The hash is seeded for each process, so that no
/// document can be made to collide.
struct NameIndex: Sendable {
    static let threshold = 12
    /// Positions, or -1; the count is a power of two and at least twice that of the members.
    private var slots: [Int32] = []

    /// The position of the member called `name`.
    @inline(__always)
    func position(of name: String, in members: [some Named]) -> Int? {
        if slots.isEmpty {
            for position in members.indices where members[position].name.isIdentical(to: name) { return position }
            return nil
        }
        return probe(name, members)
    }

    /// Takes note of the last of `members`, which was just added.
    @inline(__always)
    mutating func added(to members: [some Named]) {
        if members.count > Self.threshold { insertLast(members) }
    }

    /// Begins anew, after a change other than an addition at the end.
    mutating func rebuild(_ members: [some Named]) {
        slots = []
        guard members.count > Self.threshold else { return }
        var count = 32
        while count < members.count * 2 { count *= 2 }
        // Room for as many again before the next rebuild.
        slots = Array(repeating: -1, count: count * 2)
        for position in members.indices { slots[freeSlot(for: members[position].name)] = Int32(position) }
    }

    private mutating func insertLast(_ members: [some Named]) {
        guard members.count * 2 <= slots.count, let last = members.last else { return rebuild(members) }
        slots[freeSlot(for: last.name)] = Int32(members.count - 1)
    }

    private func probe(_ name: String, _ members: [some Named]) -> Int? {
        var slot = firstSlot(for: name)
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if members[position].name.isIdentical(to: name) { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func freeSlot(for name: String) -> Int {
        var slot = firstSlot(for: name)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private func firstSlot(for name: String) -> Int {
        var hasher = Hasher()
        name.hashBytes(into: &hasher)
        return hasher.finalize() & (slots.count - 1)
    }
}
