/// Writes a text along the tree of a pattern.
struct RegexSampler<Generator: RandomNumberGenerator> {
    var generator: Generator
    private var text = ""
    private var groups: [Int: String] = [:]
    private var readable: [ScalarSet: ScalarSet] = [:]
    /// How many scalars, repetitions and branches may still be written: a bound for `(a{1000}){1000}`.
    private var steps = RegexSampler.mostSteps

    init(generator: Generator) {
        self.generator = generator
    }

    private static var mostSteps: Int { 200_000 }

    /// Whether the last text came to nothing for its size alone: another try would too.
    var isExhausted: Bool { steps < 0 }

    /// A text of `length` scalars where the pattern allows that; nil when it allows none of a reasonable length.
    mutating func text(of node: RegexNode, length: Int) -> String? {
        let shortest = RegexLengths.of(node).min
        guard shortest < RegexLengths.many else { return nil }
        var spare = max(0, length - shortest)
        return write(node, &spare) ? text : nil
    }

    /// Writes the node with up to `spare` scalars more than it needs, which are taken off.
    private mutating func write(_ node: RegexNode, _ spare: inout Int) -> Bool {
        steps -= 1
        if steps < 0 { return false }
        switch node {
        case .empty, .start, .end, .boundary, .look: return true
        case .set(let set):
            guard let scalar = scalar(of: set) else { return false }
            text.unicodeScalars.append(scalar)
            return true
        case .backreference(let index, _):
            let repeated = groups[index] ?? ""
            steps -= repeated.utf8.count
            if steps < 0 { return false }
            text += repeated
            return true
        case .group(let body, let index):
            let before = text
            text = ""
            defer { text = before + text }
            guard write(body, &spare) else { return false }
            groups[index] = text
            return true
        case .sequence(let parts): return write(parts, &spare)
        case .choice(let branches): return write(oneOf: branches, &spare)
        case .repetition(let body, let least, let most, _, _): return write(body, least, most, &spare)
        }
    }

    /// Shares the spare scalars among the parts, so that all of them are used where the later parts can't take them.
    private mutating func write(_ parts: [RegexNode], _ spare: inout Int) -> Bool {
        let room = parts.map { part in
            let lengths = RegexLengths.of(part)
            return lengths.max - lengths.min
        }
        // Each is below 2²¹, so that no pattern has enough parts to overflow.
        var later = room.reduce(0, +)
        for (position, part) in parts.enumerated() {
            later -= room[position]
            let most = min(room[position], spare)
            var share = Int.random(in: min(most, max(0, spare - later))...most, using: &generator)
            spare -= share
            guard write(part, &share) else { return false }
            spare += share
        }
        return true
    }

    private mutating func write(oneOf branches: [RegexNode], _ spare: inout Int) -> Bool {
        let lengths = branches.map(RegexLengths.of)
        let shortest = lengths.map(\.min).min() ?? 0
        let fitting = branches.indices.filter { lengths[$0].min - shortest <= spare }
        let using = fitting.filter { lengths[$0].max - shortest >= spare }
        guard let branch = (using.isEmpty ? fitting : using).randomElement(using: &generator) else { return false }
        spare -= lengths[branch].min - shortest
        return write(branches[branch], &spare)
    }

    private mutating func write(_ body: RegexNode, _ least: Int, _ most: Int?, _ spare: inout Int) -> Bool {
        let lengths = RegexLengths.of(body)
        // An optional part that takes nothing may as well be there once.
        let affordable = lengths.min == 0 ? 1 : spare / lengths.min
        let extra = min(most.map { $0 - least } ?? .max, affordable)
        let isFlexible = lengths.max > lengths.min
        let added = isFlexible ? Int.random(in: 0...max(0, extra), using: &generator) : max(0, extra)
        guard least + added <= steps else {
            steps = -1
            return false
        }
        spare -= added * lengths.min
        for position in 0..<(least + added) {
            let isLast = position == least + added - 1
            var share = isLast || !isFlexible ? spare : Int.random(in: 0...spare, using: &generator)
            spare -= share
            guard write(body, &share) else { return false }
            spare += share
        }
        return true
    }

    /// A scalar of the set, one that is easy to read if there is one.
    private mutating func scalar(of set: ScalarSet) -> Unicode.Scalar? {
        let readable = readable[set] ?? Self.readable(set)
        self.readable[set] = readable
        let count = readable.ranges.reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        for _ in 0..<16 {
            var position = Int.random(in: 0..<count, using: &generator)
            for range in readable.ranges {
                if position < range.count {
                    // Surrogates are no scalars.
                    if let scalar = Unicode.Scalar(range.lowerBound + UInt32(position)) { return scalar }
                    break
                }
                position -= range.count
            }
        }
        return nil
    }

    /// The part of the set that is easiest to read: letters and digits, other characters of ASCII, the space, whatever
    /// isn't a control character.
    private static func readable(_ set: ScalarSet) -> ScalarSet {
        let kinds: [[ClosedRange<UInt32>]] = [
            [0x30...0x39, 0x41...0x5A, 0x61...0x7A], [0x21...0x7E], [0x20...0x20], [0xA1...0xD7FF, 0xE000...0x10FFFF],
        ]
        for kind in kinds {
            let common = set.inverted.union(ScalarSet(kind).inverted).inverted
            if !common.ranges.isEmpty { return common }
        }
        return set
    }
}
