/// The functions of RFC 9535 (section 2.4).
enum JSONPathFunction: String, CaseIterable {
    case length
    case count
    case value
    case match
    case search

    /// What the arguments have to be, in the words of an error.
    var usage: String {
        switch self {
        case .length: "one value, as in `length(@.a)`"
        case .count: "one query, as in `count(@.*)`"
        case .value: "one query, as in `value(@..a)`"
        case .match: "a value and a regular expression, as in `match(@.a, 'x.*')`"
        case .search: "a value and a regular expression, as in `search(@.a, 'x')`"
        }
    }

    var parameterCount: Int {
        switch self {
        case .length, .count, .value: 1
        case .match, .search: 2
        }
    }
}
