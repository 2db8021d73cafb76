import JSON
import Scenarios

/// A `respond`: what happens to the state, and the answer.
struct Response: Sendable {
    /// What is kept for a key and given again.
    struct Once: Sendable {
        let key: TextTemplate
        /// In milliseconds.
        let lifetime: Int64
    }

    /// A change of the state.
    struct Change: Sendable {
        let key: TextTemplate
        let value: JSONNode
        /// Whether `value` holds `${...}` that depend on the request.
        let isTemplate: Bool
    }

    enum Answer: Sendable {
        /// Nothing in it depends on the request.
        case fixed(MockAnswer)
        /// The members of the `respond` that make the answer, to be filled for each request; and whether that decides which
        /// file is served.
        case template(JSONNode, choosesFile: Bool)
    }

    var answer: Answer
    var once: Once?
    /// The queue of this rule; `nil` for the mock's, if it has one.
    var station: ServiceStation?
    /// The store that a new token is put into.
    var issue: String?
    var add: [Change] = []
    var set: [Change] = []
    /// Whether a `${state:...}` is in it.
    var readsState = false

    /// Whether it looks at or changes what other requests may change.
    var usesState: Bool { readsState || once != nil || issue != nil || !add.isEmpty || !set.isEmpty }
}
