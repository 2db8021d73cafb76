public import JSON

/// The contract that a suite names, and what the suite lets pass of it.
public struct SuiteContract: Sendable {
    /// A check that may fail, and why.
    public struct Allowance: Sendable {
        /// The check's name, one of ``SuiteContract/checkNames``.
        public var check: String
        /// Why it may fail.
        public var reason: String
    }

    /// The path of the OpenAPI document.
    public var path: String
    /// Where the suite names it.
    public var location: SourceLocation
    /// What may break it.
    public var allowances: [Allowance]

    /// The names of the checks. The module of contracts, which lies above, makes them; here they are needed to read files.
    public static let checkNames = [
        "undocumented-path", "undocumented-method", "request-breaks-contract", "server-error", "undocumented-status",
        "undocumented-content-type", "response-header", "response-not-json", "response-schema", "write-only-member",
    ]
}
