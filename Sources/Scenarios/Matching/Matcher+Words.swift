import JSON

extension Matcher {
    /// What it seeks, in words for a report.
    public var words: String {
        switch self {
        case .equals(let value): ValueText.short(value)
        case .not(let matcher): "not \(matcher.words)"
        case .oneOf(let values): "one of \(values.map(ValueText.short).joined(separator: ", "))"
        case .matches(_, let source): "a text that matches /\(source)/"
        case .contains(let matcher): "something that contains \(matcher.words)"
        case .startsWith(let text): "a text that starts with \(ValueText.quoted(text))"
        case .endsWith(let text): "a text that ends with \(ValueText.quoted(text))"
        case .exists(let wanted): wanted ? "some value" : "nothing"
        case .type(let types): types.map { Self.article($0) }.joined(separator: " or ")
        case .compare(let comparison, let bound): "a number \(comparison.rawValue) \(bound.literal)"
        case .length(let matcher): "length \(matcher.words)"
        case .each(let matcher): "a list in which each element is \(matcher.words)"
        case .date(let date): date.words
        case .all(let matchers): matchers.map(\.words).joined(separator: " and ")
        case .any(let matchers): matchers.map(\.words).joined(separator: " or ")
        case .deferred: "a value known while running"
        }
    }

    private static func article(_ type: JSONType) -> String {
        switch type {
        case .null: "null"
        case .integer, .array, .object: "an \(type.rawValue)"
        case .string, .number, .boolean: "a \(type.rawValue)"
        }
    }
}
