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
