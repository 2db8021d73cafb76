/// The syntax tree of a regular expression, free of dialect: flags and classes are resolved by the parser.
indirect enum RegexNode: Sendable {
    case empty
    /// One scalar out of a set.
    case set(ScalarSet)
    case sequence([RegexNode])
    case choice([RegexNode])
    /// `groups` are the capture groups inside, which each iteration clears (ECMA-262 §22.2.2.3.1, RepeatMatcher).
    case repetition(RegexNode, min: Int, max: Int?, greedy: Bool, groups: Range<Int>)
    case group(RegexNode, index: Int)
    case start(multiline: Bool)
    case end(multiline: Bool)
    case boundary(word: ScalarSet, negated: Bool)
    case backreference(index: Int, ignoresCase: Bool)
    case look(RegexNode, behind: Bool, negated: Bool)

    /// Whether the node can match without consuming anything.
    var isNullable: Bool {
        switch self {
        case .empty, .start, .end, .boundary, .look, .backreference: true
        case .set: false
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .choice(let parts): parts.contains(where: \.isNullable)
        case .repetition(let body, let min, _, _, _): min == 0 || body.isNullable
        case .group(let body, _): body.isNullable
        }
    }

    /// Whether every match begins at the beginning of the text.
    var isAnchored: Bool {
        switch self {
        case .start(let multiline): !multiline
        case .sequence(let parts): parts.first?.isAnchored ?? false
        case .choice(let parts): parts.allSatisfy(\.isAnchored)
        case .group(let body, _): body.isAnchored
        case .repetition(let body, let min, _, _, _): min > 0 && body.isAnchored
        default: false
        }
    }
}
