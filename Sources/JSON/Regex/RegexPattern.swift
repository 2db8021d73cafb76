/// What a parser makes of the text of a pattern.
struct RegexPattern: Sendable {
    let root: RegexNode
    /// How many capture groups there are.
    let groupCount: Int
    let groupNames: [RegularExpression.GroupName]
}
