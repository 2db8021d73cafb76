/// Runs a program over a text by backtracking, with the priorities of ECMA-262.
///
/// Soon it begins to remember which instruction it has tried at which position, and tries none twice there; so a
/// search takes no more steps than instructions times positions. Where that can't be (backreferences, successful
/// lookarounds, texts so long that the notes would take more than 32 MB), the limits on steps and on what may be open
/// at a time end a search.
struct Backtracker {
    typealias LimitReached = RegularExpression.LimitReached

    enum Frame {
        case resume(at: Int, position: Int)
        case restore(slot: Int, position: Int)
        /// A greedy run that can give back scalars as long as it is beyond the floor.
        case giveBack(at: Int, position: Int, floor: Int)
        /// A lazy run that can take more scalars.
        case takeMore(run: Int, position: Int, left: Int)
    }

    /// How many frames the stack may hold: 128 MB of them.
    static let stackLimit = 1 << 22
    /// The most memory for notes, in bits.
    private static let notesLimit = 1 << 28
    /// How many steps are taken before notes are made, since most searches end sooner.
    private static let stepsBeforeNotes = 500

    let program: RegexProgram
    let text: UTF8Text
    private let isWhole: Bool
    var slots: [Int]
    var stack: [Frame] = []
    private(set) var stepsLeft: Int
    private var stepsUntilNotes: Int
    /// One bit for each instruction and position that has been tried.
    private var notes: [UInt64] = []
    /// What has been noted since the outermost lookaround began.
    private var noted: [Int] = []
    private var lookDepth = 0

    /// With `isWhole` a match has to span the whole text.
    init(_ program: RegexProgram, text: UTF8Text, stepLimit: Int, isWhole: Bool = false) {
        self.isWhole = isWhole
        self.program = program
        self.text = text
        slots = Array(repeating: -1, count: program.slotCount)
        stepsLeft = stepLimit
        let wanted = program.instructions.count.multipliedReportingOverflow(by: text.end + 1)
        let canNote = program.isMemoizable && !wanted.overflow && wanted.partialValue <= Self.notesLimit
        stepsUntilNotes = canNote ? Self.stepsBeforeNotes : Int.max
    }

    /// The leftmost match that begins at `start` or behind it; its slots are left in ``slots``.
    mutating func search(from start: Int = 0) throws(LimitReached) -> Range<Int>? {
        var start = start
        while true {
            if let first = program.firstScalars, !program.isAnchored, !isWhole {
                while start < text.end {
                    let scalar = text.scalar(at: start)
                    if first.contains(scalar.value) { break }
                    start += scalar.length
                }
            }
            if let end = try run(from: 0, at: start) { return start..<end }
            if program.isAnchored || isWhole || start == text.end { return nil }
            start += text.scalar(at: start).length
        }
    }

    /// Runs from an instruction to `accept` and returns the position there; nil when every way fails.
    mutating func run(from first: Int, at start: Int) throws(LimitReached) -> Int? {
        let base = stack.count
        var place = first
        var position = start
        while true {
            try count(1)
            let instruction = program.instructions[place]
            let next: Int?
            if isNoted(place, position) {
                next = nil
            } else if case .accept = instruction {
                if !isWhole || lookDepth > 0 || position == text.end { return position }
                next = nil
            } else {
                next = try step(instruction, at: place, &position)
            }
            if let next {
                place = next
            } else if let resumed = backtrack(to: base) {
                (place, position) = resumed
            } else {
                return nil
            }
        }
    }

    mutating func count(_ steps: Int) throws(LimitReached) {
        stepsLeft -= steps
        stepsUntilNotes -= steps
        if stepsLeft < 0 { throw .steps }
        if stack.count > Self.stackLimit { throw .memory }
        if stepsUntilNotes < 0, notes.isEmpty {
            notes = Array(repeating: 0, count: (program.instructions.count * (text.end + 1) + 63) / 64)
        }
    }

    /// Whether the instruction has been tried at this position; from now on it has.
    private mutating func isNoted(_ place: Int, _ position: Int) -> Bool {
        if notes.isEmpty { return false }
        let index = place * (text.end + 1) + position
        let bit = UInt64(1) << UInt64(index & 63)
        if notes[index >> 6] & bit != 0 { return true }
        notes[index >> 6] |= bit
        if lookDepth > 0 { noted.append(index) }
        return false
    }

    /// Where to go on after a failure; nil when nothing is left above `base`.
    private mutating func backtrack(to base: Int) -> (place: Int, position: Int)? {
        while stack.count > base, let frame = stack.popLast() {
            switch frame {
            case .resume(let place, let position):
                return (place, position)
            case .restore(let slot, let position):
                slots[slot] = position
            case .giveBack(let place, let position, let floor):
                let less = text.position(before: position)
                if less > floor { stack.append(.giveBack(at: place, position: less, floor: floor)) }
                return (place, less)
            case .takeMore(let run, let position, let left):
                if let taken = takeOne(run: run, position: position, left: left) { return taken }
            }
        }
        return nil
    }

    private mutating func takeOne(run: Int, position: Int, left: Int) -> (place: Int, position: Int)? {
        guard case .run(let set, _, _, _) = program.instructions[run], position < text.end else { return nil }
        let scalar = text.scalar(at: position)
        guard program.sets[set].contains(scalar.value) else { return nil }
        let after = position + scalar.length
        if left == Int.max {
            if isNoted(run, after) { return nil }
            stack.append(.takeMore(run: run, position: after, left: left))
        } else if left > 1 {
            stack.append(.takeMore(run: run, position: after, left: left - 1))
        }
        return (run + 1, after)
    }

    /// Runs the body of a lookaround that begins at `first`; of the alternatives inside none is kept (ECMA-262
    /// §22.2.2.4), but groups stay as a positive one has set them.
    mutating func look(from first: Int, at position: Int, negated: Bool) throws(LimitReached) -> Bool {
        let base = stack.count
        let notedBefore = noted.count
        lookDepth += 1
        let succeeded = try run(from: first, at: position) != nil
        lookDepth -= 1
        if succeeded {
            // What was noted on the way to success isn't known to fail.
            for index in noted[notedBefore...] { notes[index >> 6] &= ~(1 << UInt64(index & 63)) }
            noted.removeSubrange(notedBefore...)
            if negated {
                while stack.count > base, let frame = stack.popLast() {
                    if case .restore(let slot, let old) = frame { slots[slot] = old }
                }
            } else {
                let restores = stack[base...].filter { if case .restore = $0 { true } else { false } }
                stack.replaceSubrange(base..., with: restores)
            }
        }
        if lookDepth == 0 { noted.removeAll(keepingCapacity: true) }
        return succeeded != negated
    }
}

extension Backtracker {
    /// Executes one instruction other than `accept` and returns the next place; nil when it fails.
    @inline(__always)
    mutating func step(
        _ instruction: RegexInstruction,
        at place: Int,
        _ position: inout Int
    ) throws(LimitReached) -> Int? {
        switch instruction {
        case .scalar(let value):
            guard position < text.end else { return nil }
            let scalar = text.scalar(at: position)
            guard scalar.value == value else { return nil }
            position += scalar.length
        case .set(let set):
            guard position < text.end else { return nil }
            let scalar = text.scalar(at: position)
            guard program.sets[set].contains(scalar.value) else { return nil }
            position += scalar.length
        case .setLeftwards(let set):
            guard let value = text.scalar(before: position), program.sets[set].contains(value) else { return nil }
            position = text.position(before: position)
        case .run(let set, let min, let max, let greedy):
            return try run(set, min: min, max: max, greedy: greedy, at: place, &position)
        case .split(let preferred, let other):
            stack.append(.resume(at: other, position: position))
            return preferred
        case .jump(let target): return target
        case .save(let slot): save(position, in: slot)
        case .clear(let range): for slot in range where slots[slot] >= 0 { save(-1, in: slot) }
        case .progress(let slot): if slots[slot] == position { return nil }
        case .start, .end, .boundary: if !holds(instruction, at: position) { return nil }
        case .backreference(let group, let ignoresCase, let leftwards):
            guard try skipRepeated(group, ignoresCase: ignoresCase, leftwards: leftwards, &position) else { return nil }
        case .look(let negated, let next):
            return try look(from: place + 1, at: position, negated: negated) ? next : nil
        case .accept: break
        }
        return place + 1
    }

    private mutating func save(_ position: Int, in slot: Int) {
        stack.append(.restore(slot: slot, position: slots[slot]))
        slots[slot] = position
    }

    private mutating func run(
        _ set: Int,
        min: Int,
        max: Int,
        greedy: Bool,
        at place: Int,
        _ position: inout Int
    ) throws(LimitReached) -> Int? {
        let members = program.sets[set]
        var taken = 0
        var floor = position
        let wanted = greedy ? max : min
        while taken < wanted, position < text.end {
            let scalar = text.scalar(at: position)
            guard members.contains(scalar.value) else { break }
            position += scalar.length
            taken += 1
            if taken == min { floor = position }
            if greedy, max == Int.max, isNoted(place, position) {
                // All that begins here has failed before; what ends before it may not have.
                try count(taken)
                stack.append(.giveBack(at: place + 1, position: position, floor: floor))
                return nil
            }
        }
        try count(taken)
        guard taken >= min else { return nil }
        if greedy {
            if position > floor { stack.append(.giveBack(at: place + 1, position: position, floor: floor)) }
        } else if max > min {
            stack.append(.takeMore(run: place, position: position, left: max - min))
        }
        return place + 1
    }

    private func holds(_ assertion: RegexInstruction, at position: Int) -> Bool {
        switch assertion {
        case .start(let multiline):
            return position == 0 || multiline && isLineTerminator(text.scalar(before: position))
        case .end(let multiline):
            return position == text.end || multiline && isLineTerminator(text.scalar(at: position).value)
        case .boundary(let set, let negated):
            let before = text.scalar(before: position).map(program.sets[set].contains) ?? false
            let after = position < text.end && program.sets[set].contains(text.scalar(at: position).value)
            return (before != after) != negated
        case .scalar, .set, .setLeftwards, .run, .split, .jump, .save, .clear, .progress, .backreference, .look,
            .accept:
            return true
        }
    }

    private func isLineTerminator(_ value: UInt32?) -> Bool {
        value.map(ScalarSet.lineTerminators.contains) ?? true
    }

    /// Moves past a repetition of what the group has matched; a group that took no part is repeated by nothing.
    private mutating func skipRepeated(
        _ group: Int,
        ignoresCase: Bool,
        leftwards: Bool,
        _ position: inout Int
    ) throws(LimitReached) -> Bool {
        let (start, end) = (slots[2 * group + 2], slots[2 * group + 3])
        guard start >= 0, end >= start else { return true }
        try count(end - start)
        return leftwards
            ? skipLeftwards(start..<end, ignoresCase, &position) : skipRightwards(start..<end, ignoresCase, &position)
    }

    private func skipRightwards(_ range: Range<Int>, _ ignoresCase: Bool, _ position: inout Int) -> Bool {
        var source = range.lowerBound
        while source < range.upperBound {
            guard position < text.end else { return false }
            let (left, right) = (text.scalar(at: source), text.scalar(at: position))
            guard Self.equal(left.value, right.value, ignoresCase) else { return false }
            source += left.length
            position += right.length
        }
        return true
    }

    private func skipLeftwards(_ range: Range<Int>, _ ignoresCase: Bool, _ position: inout Int) -> Bool {
        var source = range.upperBound
        while source > range.lowerBound {
            guard position > 0 else { return false }
            source = text.position(before: source)
            position = text.position(before: position)
            let (left, right) = (text.scalar(at: source).value, text.scalar(at: position).value)
            guard Self.equal(left, right, ignoresCase) else { return false }
        }
        return true
    }

    private static func equal(_ left: UInt32, _ right: UInt32, _ ignoresCase: Bool) -> Bool {
        left == right || ignoresCase && CaseFolding.fold(left) == CaseFolding.fold(right)
    }
}

/// The scalars of a text that is known to be valid UTF-8; positions are byte offsets.
struct UTF8Text {
    let bytes: UnsafeBufferPointer<UInt8>

    var end: Int { bytes.count }

    /// The code point that begins at `position`, which isn't the end, and how many bytes it takes.
    @inline(__always)
    func scalar(at position: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 { return (first, 1) }
        return longScalar(at: position, first: first)
    }

    private func longScalar(at position: Int, first: UInt32) -> (value: UInt32, length: Int) {
        if first < 0xE0 { return ((first & 0x1F) << 6 | rest(position + 1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | rest(position + 1) << 6 | rest(position + 2), 3) }
        let high = (first & 0x07) << 18 | rest(position + 1) << 12
        return (high | rest(position + 2) << 6 | rest(position + 3), 4)
    }

    private func rest(_ position: Int) -> UInt32 { UInt32(bytes[position] & 0x3F) }

    /// Where the scalar before `position`, which isn't 0, begins.
    func position(before position: Int) -> Int {
        var start = position - 1
        while bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// The code point that ends before `position`; nil at the beginning.
    func scalar(before position: Int) -> UInt32? {
        position == 0 ? nil : scalar(at: self.position(before: position)).value
    }

    func string(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }
}
