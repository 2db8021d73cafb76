/// What the `${...}` of a node depend on.
struct ReferenceUse {
    /// Whether it may be another value for another request.
    var varies = false
    /// Whether it looks at the state.
    var readsState = false
}
