extension RegularExpression {
    /// A text in which the expression finds a match, of a length (in Unicode scalars) in `lengths`; nil when none was
    /// found.
    ///
    /// The text is made along the pattern, repeatable by the generator; assertions about what is around (`\b`, `(?=…)`)
    /// and backreferences are met by trying, so that a pattern may have matches of which none is found. None is longer
    /// than some 100,000 scalars, and all tries together take no more than some tenths of a second.
    public func sample(
        lengths: ClosedRange<Int> = 0...64,
        using generator: inout some RandomNumberGenerator
    ) -> String? {
        let root = MeasuredNode(parsed.root)
        let shortest = root.lengths.min
        guard shortest <= lengths.upperBound, max(shortest, lengths.lowerBound) <= 100_000 else { return nil }
        var sampler = RegexSampler(root, generator: generator)
        defer { generator = sampler.generator }
        var searchSteps = Self.defaultStepLimit
        for attempt in 0..<24 {
            let low = max(lengths.lowerBound, min(shortest, lengths.upperBound))
            let high = min(lengths.upperBound, low + (attempt < 8 ? 8 : 4 * attempt))
            let wanted = attempt == 0 ? min(low + 3, high) : Int.random(in: low...high, using: &sampler.generator)
            guard let made = sampler.text(length: wanted) else {
                if sampler.isExhausted { return nil }
                continue
            }
            let count = made.unicodeScalars.count
            let missing = max(0, lengths.lowerBound - count)
            guard count + missing <= lengths.upperBound else { continue }
            // A pattern that isn't anchored matches in a longer text too.
            for padding in ["a", "0", " "] where missing > 0 || padding == "a" {
                let text = made + String(repeating: padding, count: missing)
                do {
                    if try decide(text, .search, steps: &searchSteps) { return text }
                } catch {
                    return nil
                }
            }
        }
        return nil
    }
}

/// The tree of a pattern, each node with the lengths of its matches: a repetition comes by its body thousands of times.
struct MeasuredNode {
    let node: RegexNode
    let lengths: RegexLengths
    let parts: [MeasuredNode]

    init(_ node: RegexNode) {
        self.node = node
        parts = node.parts.map(MeasuredNode.init)
        lengths = RegexLengths(of: node, parts: parts.map(\.lengths))
    }

    /// The groups to which the pattern refers back.
    var referencedGroups: Set<Int> {
        if case .backreference(let index, _) = node { return [index] }
        return parts.reduce(into: []) { $0.formUnion($1.referencedGroups) }
    }
}

/// Writes texts along the tree of a pattern.
struct RegexSampler<Generator: RandomNumberGenerator> {
    private let root: MeasuredNode
    private let referencedGroups: Set<Int>
    var generator: Generator
    private var text = ""
    private var groups: [Int: String] = [:]
    private var readable: [ScalarSet: ScalarSet] = [:]
    /// How many scalars, repetitions and branches may still be written into this text: a bound for `(a{1000}){1000}`.
    private var steps = 0
    /// What all texts together may still take.
    private var stepsOfAll = 1_000_000

    init(_ root: MeasuredNode, generator: Generator) {
        self.root = root
        self.generator = generator
        referencedGroups = root.referencedGroups
    }

    private static var mostSteps: Int { 200_000 }

    /// Whether the last text came to nothing for its size alone: another try would too.
    var isExhausted: Bool { steps < 0 || stepsOfAll <= 0 }

    /// A text of `length` scalars where the pattern allows that; nil when it allows none of a reasonable length.
    mutating func text(length: Int) -> String? {
        let shortest = root.lengths.min
        guard shortest < RegexLengths.many else { return nil }
        text = ""
        groups = [:]
        steps = min(Self.mostSteps, stepsOfAll)
        let granted = steps
        defer { stepsOfAll -= granted - max(0, steps) }
        var spare = max(0, length - shortest)
        return write(root, &spare) ? text : nil
    }

    /// Writes the node with up to `spare` scalars more than it needs, which are taken off.
    private mutating func write(_ measured: MeasuredNode, _ spare: inout Int) -> Bool {
        steps -= 1
        if steps < 0 { return false }
        switch measured.node {
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
        case .group(_, let index):
            let start = text.utf8.count
            guard write(measured.parts[0], &spare) else { return false }
            guard referencedGroups.contains(index) else { return true }
            let group = text.utf8.dropFirst(start)
            steps -= group.count
            groups[index] = String(decoding: group, as: UTF8.self)
            return steps >= 0
        case .sequence: return write(measured.parts, &spare)
        case .choice: return write(oneOf: measured.parts, &spare)
        case .repetition(_, let least, let most, _, _): return write(measured.parts[0], least, most, &spare)
        }
    }

    /// Shares the spare scalars among the parts, so that all of them are used where the later parts can't take them.
    private mutating func write(_ parts: [MeasuredNode], _ spare: inout Int) -> Bool {
        steps -= parts.count
        let room = parts.map { $0.lengths.max - $0.lengths.min }
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

    private mutating func write(oneOf branches: [MeasuredNode], _ spare: inout Int) -> Bool {
        steps -= branches.count
        let lengths = branches.map(\.lengths)
        let shortest = lengths.map(\.min).min() ?? 0
        let fitting = branches.indices.filter { lengths[$0].min - shortest <= spare }
        let using = fitting.filter { lengths[$0].max - shortest >= spare }
        guard let branch = (using.isEmpty ? fitting : using).randomElement(using: &generator) else { return false }
        spare -= lengths[branch].min - shortest
        return write(branches[branch], &spare)
    }

    private mutating func write(_ body: MeasuredNode, _ least: Int, _ most: Int?, _ spare: inout Int) -> Bool {
        let lengths = body.lengths
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
        // Some sets of Unicode have hundreds of ranges.
        steps -= readable.ranges.count / 16
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

/// How many scalars the matches of a node have; assertions have none.
struct RegexLengths {
    /// Beyond this, all lengths are alike.
    static let many = 1 << 20

    var min: Int
    var max: Int

    /// Those of a node whose parts have these.
    init(of node: RegexNode, parts: [RegexLengths]) {
        switch node {
        case .empty, .start, .end, .boundary, .look: (min, max) = (0, 0)
        case .backreference: (min, max) = (0, Self.many)
        case .set: (min, max) = (1, 1)
        case .group: (min, max) = (parts[0].min, parts[0].max)
        case .sequence:
            (min, max) = parts.reduce((0, 0)) {
                (Swift.min(Self.many, $0.0 + $1.min), Swift.min(Self.many, $0.1 + $1.max))
            }
        case .choice: (min, max) = (parts.map(\.min).min() ?? 0, parts.map(\.max).max() ?? 0)
        case .repetition(_, let least, let most, _, _):
            let own = parts[0]
            min = Self.product(own.min, least)
            max = most.map { Self.product(own.max, $0) } ?? (own.max == 0 ? 0 : Self.many)
        }
    }

    private static func product(_ one: Int, _ other: Int) -> Int {
        let (result, overflow) = one.multipliedReportingOverflow(by: other)
        return overflow ? many : Swift.min(many, result)
    }
}
