/// A regular expression compiled for ``Backtracker``.
struct RegexProgram: Sendable {
    let instructions: [RegexInstruction]
    let sets: [ScalarSet]
    /// How many slots there are: two for the whole match, two for each group, one for each loop that may be empty.
    let slotCount: Int
    let groupCount: Int
    /// Whether every match begins at the beginning of the text.
    let isAnchored: Bool
    /// The scalars with which a match can begin; nil when that rules nothing out.
    let firstScalars: ScalarSet?
    /// Whether it is enough to try each instruction once at each position, which makes the search linear: so it is
    /// unless a backreference makes the outcome depend on how the position was reached.
    let isMemoizable: Bool
}

/// One step of a compiled regular expression. Numbers are places in the program unless said otherwise.
enum RegexInstruction: Sendable {
    /// Consumes this code point.
    case scalar(UInt32)
    /// Consumes one scalar out of the set with this index.
    case set(Int)
    /// Consumes one scalar out of the set with this index, leftwards (inside a lookbehind).
    case setLeftwards(Int)
    /// Consumes scalars out of a set, as many as possible or as few, and can give back or take one more. Without an
    /// upper bound (`Int.max`) the minimum is 0.
    case run(set: Int, min: Int, max: Int, greedy: Bool)
    /// Goes on at the first; on failure at the second.
    case split(Int, Int)
    case jump(Int)
    /// Puts the position into a slot.
    case save(Int)
    /// Empties the slots of capture groups.
    case clear(Range<Int>)
    /// Fails when the position is still that of the slot: an iteration that consumed nothing (ECMA-262 §22.2.2.3.1).
    case progress(Int)
    case start(multiline: Bool)
    case end(multiline: Bool)
    case boundary(set: Int, negated: Bool)
    case backreference(group: Int, ignoresCase: Bool, leftwards: Bool)
    /// Runs what follows up to `accept` at this position without consuming, then goes on at `next`.
    case look(negated: Bool, next: Int)
    case accept
}

/// Compiles a syntax tree into a program.
struct RegexCompiler {
    /// The most instructions of a program; counted repetitions of groups are written out, so they multiply.
    private static let sizeLimit = 50_000

    private struct TooLarge: Error {}

    private var instructions: [RegexInstruction] = []
    private var sets: [ScalarSet] = []
    private var setIndices: [ScalarSet: Int] = [:]
    private var slotCount: Int
    private var leftwards = false
    private var isMemoizable = true

    private init(slotCount: Int) {
        self.slotCount = slotCount
    }

    static func compile(_ pattern: RegexPattern, text: String) throws(RegularExpressionError) -> RegexProgram {
        var compiler = RegexCompiler(slotCount: 2 + 2 * pattern.groupCount)
        do {
            try compiler.emit(pattern.root)
            try compiler.append(.accept)
        } catch {
            throw RegularExpressionError(
                kind: .tooLarge,
                pattern: text,
                offset: 0,
                length: text.unicodeScalars.count,
                found: "a pattern that needs more",
                expected: "a pattern that compiles to at most \(sizeLimit) instructions",
                hint: "repeat groups fewer times; a single character or class may be repeated as often as you like"
            )
        }
        return RegexProgram(
            instructions: compiler.instructions,
            sets: compiler.sets,
            slotCount: compiler.slotCount,
            groupCount: pattern.groupCount,
            isAnchored: pattern.root.isAnchored,
            firstScalars: pattern.root.firstScalars,
            isMemoizable: compiler.isMemoizable
        )
    }

    private var end: Int { instructions.count }

    @discardableResult
    private mutating func append(_ instruction: RegexInstruction) throws(TooLarge) -> Int {
        guard end < Self.sizeLimit else { throw TooLarge() }
        instructions.append(instruction)
        return end - 1
    }

    private mutating func index(of set: ScalarSet) -> Int {
        if let known = setIndices[set] { return known }
        setIndices[set] = sets.count
        sets.append(set)
        return sets.count - 1
    }

    private mutating func emit(_ node: RegexNode) throws(TooLarge) {
        switch node {
        case .empty: break
        case .set(let set): try emitSet(set)
        case .sequence(let parts): for part in leftwards ? parts.reversed() : parts { try emit(part) }
        case .choice(let branches): try emitChoice(branches)
        case .repetition(let body, let min, let max, let greedy, let groups):
            try emitRepetition(body, min: min, max: max, greedy: greedy, groups: groups)
        case .group(let body, let index):
            let (first, second) = (2 * index + 2, 2 * index + 3)
            try append(.save(leftwards ? second : first))
            try emit(body)
            try append(.save(leftwards ? first : second))
        case .start(let multiline): try append(.start(multiline: multiline))
        case .end(let multiline): try append(.end(multiline: multiline))
        case .boundary(let word, let negated): try append(.boundary(set: index(of: word), negated: negated))
        case .backreference(let group, let ignoresCase):
            isMemoizable = false
            try append(.backreference(group: group, ignoresCase: ignoresCase, leftwards: leftwards))
        case .look(let body, let behind, let negated): try emitLook(body, behind: behind, negated: negated)
        }
    }

    private mutating func emitSet(_ set: ScalarSet) throws(TooLarge) {
        if leftwards {
            try append(.setLeftwards(index(of: set)))
        } else if let single = set.single {
            try append(.scalar(single))
        } else {
            try append(.set(index(of: set)))
        }
    }

    private mutating func emitChoice(_ branches: [RegexNode]) throws(TooLarge) {
        var jumps: [Int] = []
        for (number, branch) in branches.enumerated() {
            if number == branches.count - 1 {
                try emit(branch)
                continue
            }
            let split = try append(.accept)
            try emit(branch)
            jumps.append(try append(.accept))
            instructions[split] = .split(split + 1, end)
        }
        for jump in jumps { instructions[jump] = .jump(end) }
    }

    private mutating func emitLook(_ body: RegexNode, behind: Bool, negated: Bool) throws(TooLarge) {
        let outer = leftwards
        let look = try append(.accept)
        leftwards = behind
        try emit(body)
        leftwards = outer
        try append(.accept)
        instructions[look] = .look(negated: negated, next: end)
    }

    private mutating func emitRepetition(
        _ body: RegexNode,
        min: Int,
        max: Int?,
        greedy: Bool,
        groups: Range<Int>
    ) throws(TooLarge) {
        if case .set(let set) = body, !leftwards, min > 1 || (max ?? 2) > 1 {
            try emitRun(index(of: set), min: min, max: max, greedy: greedy)
            return
        }
        if case .empty = body { return }
        let start = end
        for _ in 0..<min {
            if !groups.isEmpty { try append(.clear((2 * groups.lowerBound + 2)..<(2 * groups.upperBound + 2))) }
            try emit(body)
            // A body that compiles to nothing changes nothing, however often it is repeated.
            if end == start { return }
        }
        let slot = slotCount
        if body.isNullable, max.map({ $0 > min }) ?? true { slotCount += 1 }
        if let max {
            var splits: [Int] = []
            for _ in min..<Swift.max(min, max) {
                splits.append(try append(.accept))
                try emitIteration(body, slot: slot, groups: groups)
            }
            for split in splits { setSplit(split, to: end, greedy: greedy) }
        } else {
            let split = try append(.accept)
            try emitIteration(body, slot: slot, groups: groups)
            try append(.jump(split))
            setSplit(split, to: end, greedy: greedy)
        }
    }

    /// A run without an upper bound begins after its minimum, so that its state is nothing but the position.
    private mutating func emitRun(_ set: Int, min: Int, max: Int?, greedy: Bool) throws(TooLarge) {
        if let max {
            try append(.run(set: set, min: min, max: max, greedy: greedy))
            return
        }
        if min > 0 { try append(.run(set: set, min: min, max: min, greedy: true)) }
        try append(.run(set: set, min: 0, max: Int.max, greedy: greedy))
    }

    private mutating func setSplit(_ split: Int, to exit: Int, greedy: Bool) {
        instructions[split] = greedy ? .split(split + 1, exit) : .split(exit, split + 1)
    }

    /// An iteration that isn't demanded by the minimum, and therefore has to consume something.
    private mutating func emitIteration(_ body: RegexNode, slot: Int, groups: Range<Int>) throws(TooLarge) {
        if body.isNullable { try append(.save(slot)) }
        if !groups.isEmpty { try append(.clear((2 * groups.lowerBound + 2)..<(2 * groups.upperBound + 2))) }
        try emit(body)
        if body.isNullable { try append(.progress(slot)) }
    }
}
