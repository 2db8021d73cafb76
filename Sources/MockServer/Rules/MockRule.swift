/// A rule: the answer for requests for which its condition holds.
struct MockRule: Sendable {
    /// Its place among the rules, from 0.
    let number: Int
    let name: String
    let condition: Condition
    let response: Response

    /// Whether it has to be judged with no other request in between.
    var usesState: Bool { condition.readsState || response.usesState }
}
