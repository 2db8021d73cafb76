/// A schema under `components`.
public struct NamedSchema: Sendable {
    /// Its name.
    public let name: String
    /// The schema.
    public let schema: ContractSchema
}
