import Diagnostics

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

    /// The nodes directly below.
    var parts: [RegexNode] {
        switch self {
        case .empty, .set, .start, .end, .boundary, .backreference: []
        case .sequence(let parts), .choice(let parts): parts
        case .repetition(let body, _, _, _, _), .group(let body, _), .look(let body, _, _): [body]
        }
    }

    /// The node with each branch of its first choice in place of that; nothing where it has none that every match goes
    /// through.
    var variants: [RegexNode] {
        switch self {
        case .choice(let branches): return branches
        case .group(let body, let index): return body.variants.map { .group($0, index: index) }
        case .sequence(let parts):
            for (place, part) in parts.enumerated() {
                let variants = part.variants
                if variants.isEmpty { continue }
                return variants.map { variant in
                    var changed = parts
                    changed[place] = variant
                    return .sequence(changed)
                }
            }
            return []
        case .empty, .set, .repetition, .start, .end, .boundary, .backreference, .look: return []
        }
    }

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
        case .empty, .set, .end, .boundary, .backreference, .look: false
        }
    }
}

extension RegexNode {
    /// The scalars with which a match can begin; nil when it may be empty or begin with anything.
    var firstScalars: ScalarSet? {
        let beginning = beginning
        return beginning.mayBeEmpty ? nil : beginning.scalars
    }

    private var beginning: (scalars: ScalarSet, mayBeEmpty: Bool) {
        switch self {
        case .empty, .start, .end, .boundary, .look: return (.empty, true)
        case .backreference: return (.all, true)
        case .set(let set): return (set, false)
        case .group(let body, _): return body.beginning
        case .repetition(let body, let min, _, _, _):
            let inner = body.beginning
            return (inner.scalars, min == 0 || inner.mayBeEmpty)
        case .choice(let branches):
            return branches.map(\.beginning).reduce((.empty, false)) { ($0.0.union($1.scalars), $0.1 || $1.mayBeEmpty) }
        case .sequence(let parts):
            var scalars = ScalarSet.empty
            for part in parts {
                let next = part.beginning
                scalars = scalars.union(next.scalars)
                if !next.mayBeEmpty { return (scalars, false) }
            }
            return (scalars, true)
        }
    }
}

/// What a parser makes of the text of a pattern.
struct RegexPattern: Sendable {
    var root: RegexNode
    /// How many capture groups there are.
    let groupCount: Int
    let groupNames: [RegularExpression.GroupName]
}

/// The capture groups of a pattern, counted before it is parsed.
struct GroupCensus {
    private(set) var count = 0
    private(set) var names: [RegularExpression.GroupName] = []
    /// The first name that is given a second time, and where.
    private(set) var repeatedName: (name: String, offset: Int)?

    init(of scalars: [Unicode.Scalar]) {
        var position = 0
        var inClass = false
        while position < scalars.count {
            switch scalars[position] {
            case "\\": position += 1
            case "[": inClass = true
            case "]": inClass = false
            case "(" where !inClass: visitGroup(scalars[(position + 1)...])
            default: break
            }
            position += 1
        }
    }

    /// Counts the group whose parenthesis stands before `rest`, if it captures.
    private mutating func visitGroup(_ rest: ArraySlice<Unicode.Scalar>) {
        guard rest.first == "?" else {
            count += 1
            return
        }
        let start = rest.startIndex + 2
        guard start < rest.endIndex, rest[start - 1] == "<", rest[start] != "=", rest[start] != "!" else { return }
        let name = String(String.UnicodeScalarView(rest[start...].prefix { $0 != ">" }))
        if repeatedName == nil, names.contains(where: { $0.name.isIdentical(to: name) }) {
            repeatedName = (name, start)
        }
        names.append(RegularExpression.GroupName(name: name, index: count))
        count += 1
    }

    func index(of name: String) -> Int? {
        names.first { $0.name.isIdentical(to: name) }?.index
    }

    /// RegExpIdentifierName (ECMA-262 §22.2.1), without escapes.
    static func isNamePart(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
        if scalar == "_" || scalar == "$" { return true }
        if scalar == "\u{200C}" || scalar == "\u{200D}" { return !first }
        return first ? scalar.properties.isIDStart : scalar.properties.isIDContinue
    }
}
