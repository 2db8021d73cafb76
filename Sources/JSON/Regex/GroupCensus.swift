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
