/// What is wrong with a part of a value.
struct SchemaComplaint: Sendable {
    /// What should be there.
    let expected: String
    /// What is there.
    let found: String
    /// What may have been meant.
    var hint: String?
}
