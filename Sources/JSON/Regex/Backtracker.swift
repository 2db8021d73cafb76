/// Runs a program over a text by backtracking, with the priorities of ECMA-262.
///
/// Soon it begins to remember which instruction it has tried at which position, and tries none twice there; so a
/// search takes no more steps than instructions times positions. Where that can't be (backreferences, successful
/// lookarounds, texts so long that the notes would take more than 32 MB), the limits on steps and on what may be open
/// at a time end a search.
struct Backtracker {
    /// A search was given up.
    enum LimitReached: Error {
        case steps
        /// There were too many choices to come back to.
        case memory
    }

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

    /// The leftmost match; its slots are left in ``slots``.
    mutating func search() throws(LimitReached) -> Range<Int>? {
        var start = 0
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
    mutating func isNoted(_ place: Int, _ position: Int) -> Bool {
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
