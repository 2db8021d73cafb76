import JSON
import Patterns
import Scenarios
import Signing

/// A `when`: all parts must hold. They are in an order in which what is cheap comes first and what has effects, last.
struct Condition: Sendable {
    var parts: [Part] = []

    /// Whether it looks at or changes what other requests may change.
    var readsState: Bool { parts.contains(where: \.readsState) }

    indirect enum Part: Sendable {
        case method([String])
        case methodLike(Matcher)
        case path(PathTemplate)
        case pathLike(Matcher)
        case query([QueryCondition])
        /// What an expectation says of headers and content; each key is an expectation of its own.
        case message(Expectation, readsJSON: Bool)
        case isJSON(Bool)
        case signed(HMACScheme, keys: [String: String], is: Bool)
        case state([StateCondition])
        case not(Condition)
        case all([Condition])
        case any([Condition])
        case token(TokenCondition)
        case over(limit: String, key: TextTemplate)
        /// A member of the `when` that holds `${...}` of the request: it is decoded again for each one.
        case dynamic(JSONNode.Member, readsState: Bool)

        var readsState: Bool {
            switch self {
            case .state, .token, .over: true
            case .not(let condition): condition.readsState
            case .all(let conditions), .any(let conditions): conditions.contains(where: \.readsState)
            case .dynamic(_, let readsState): readsState
            case .method, .methodLike, .path, .pathLike, .query, .message, .isJSON, .signed: false
            }
        }
    }
}

/// What a parameter of the query must be like.
struct QueryCondition: Sendable {
    let name: String
    let matcher: Matcher
}

/// What must be at one key of the state.
struct StateCondition: Sendable {
    let key: TextTemplate
    let matcher: MatcherTemplate
}

/// A value or matcher, decoded once when nothing in it depends on the request.
enum MatcherTemplate: Sendable {
    case fixed(Matcher)
    case template(JSONNode)
}

/// What a token must be worth.
struct TokenCondition: Sendable {
    let store: String
    let from: TextTemplate
    /// Its first group is the token; without it the whole text is.
    let matches: RegularExpression?
    let verdict: Matcher
}
