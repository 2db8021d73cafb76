public import JSON
public import Patterns

/// What a value must be like.
public indirect enum Matcher: Sendable {
    /// Equal under the JSON data model.
    case equals(JSONValue)
    /// The inner matcher doesn't hold.
    case not(Matcher)
    /// Equal to one of the values.
    case oneOf([JSONValue])
    /// A string in which the regular expression is found.
    case matches(RegularExpression, source: String)
    /// A string that holds the text, or a list with an element for which the matcher holds.
    case contains(Matcher)
    /// A string that begins so.
    case startsWith(String)
    /// A string that ends so.
    case endsWith(String)
    /// There is a value, or there is none.
    case exists(Bool)
    /// Of one of the types.
    case type([JSONType])
    /// A number that compares so.
    case compare(Comparison, JSONNumber)
    /// Its length: Unicode scalars of a string, elements of a list, members of an object.
    case length(Matcher)
    /// Every element of the list.
    case each(Matcher)
    /// A string that is a date.
    case date(DateMatcher)
    /// All hold.
    case all([Matcher])
    /// At least one holds.
    case any([Matcher])
    /// Known only while running: when a file is checked nothing is judged by it.
    case deferred

    /// Whether the answer may change with time alone.
    var dependsOnTime: Bool {
        switch self {
        case .date, .deferred: true
        case .not(let inner), .contains(let inner), .length(let inner), .each(let inner): inner.dependsOnTime
        case .all(let matchers), .any(let matchers): matchers.contains(where: \.dependsOnTime)
        case .equals, .oneOf, .matches, .startsWith, .endsWith, .exists, .type, .compare: false
        }
    }
}
