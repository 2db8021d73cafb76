/// A match of a regular expression in a text.
public struct RegularExpressionMatch: Sendable {
    /// Where the match is, in UTF-8 code units from the beginning of the text.
    public let range: Range<Int>
    /// The matched text.
    public let text: String
    /// The text of each capture group by its number less one; nil for a group that took no part in the match.
    public let groups: [String?]
    /// The names of those groups that have one, each with its index in ``groups``.
    public let groupNames: [RegularExpression.GroupName]

    /// The text of the group with this number, as patterns count: 0 is the whole match. Nil when there is none.
    public subscript(number: Int) -> String? {
        if number == 0 { return text }
        return groups.indices.contains(number - 1) ? groups[number - 1] : nil
    }

    /// The text of the group with this name; nil when there is none or it took no part in the match.
    public subscript(name: String) -> String? {
        groupNames.first { $0.name.isIdentical(to: name) }.flatMap { groups[$0.index] }
    }
}
