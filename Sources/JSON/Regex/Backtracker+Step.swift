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
