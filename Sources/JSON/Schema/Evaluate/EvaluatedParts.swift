/// Which elements or members of a value some schema has taken care of, for `unevaluatedItems` and
/// `unevaluatedProperties` (JSON Schema Core, section 11).
struct EvaluatedParts {
    /// Whether anybody asks.
    let isTracked: Bool
    /// All parts before this one are taken care of.
    private var count = 0
    /// The parts that are taken care of, a bit for each: the first 64, then the others.
    private var first: UInt64 = 0
    private var rest: [UInt64] = []

    init(isTracked: Bool) {
        self.isTracked = isTracked
    }

    func contains(_ position: Int) -> Bool {
        if position < count { return true }
        if position < 64 { return first >> UInt64(position) & 1 == 1 }
        let word = position / 64 - 1
        return word < rest.count && rest[word] >> UInt64(position % 64) & 1 == 1
    }

    mutating func insert(_ position: Int) {
        if position < 64 {
            first |= 1 << UInt64(position)
            return
        }
        let word = position / 64 - 1
        if word >= rest.count { rest += Array(repeating: 0, count: word + 1 - rest.count) }
        rest[word] |= 1 << UInt64(position % 64)
    }

    /// Takes in all parts before `end`.
    mutating func insert(before end: Int) {
        count = max(count, end)
    }

    mutating func formUnion(_ other: EvaluatedParts) {
        guard isTracked else { return }
        count = max(count, other.count)
        first |= other.first
        if other.rest.count > rest.count {
            rest += Array(repeating: 0, count: other.rest.count - rest.count)
        }
        for word in other.rest.indices { rest[word] |= other.rest[word] }
    }
}
