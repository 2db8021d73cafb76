/// Why a signing template cannot be used.
struct SigningTemplateError: Error, Sendable, Hashable {
    /// What was found.
    let message: String
    /// What to do.
    let help: String
    /// The place in the template, in UTF-8 bytes.
    let range: Range<Int>
}
