public import Diagnostics

/// The contract that a suite names, and what the suite lets pass of it.
public struct SuiteContract: Sendable {
    /// A check that may fail, and why.
    public struct Allowance: Sendable {
        /// The check's name, one of ``SuiteContract/checkNames``.
        public var check: String
        /// Why it may fail.
        public var reason: String
        /// The names of the scenarios in which it may fail; empty for all.
        public var scenarios: [Name] = []
        /// IDs of operations, or methods and paths, for which it may fail; empty for all.
        public var operations: [Name] = []
        /// The statuses with which it may fail; nil for all.
        public var status: StatusSet?
        /// Pointers into the content, names of parameters and headers, `credentials`, `content type`, `content`; empty for
        /// everywhere.
        public var places: [Name] = []
    }

    /// A name and where it stands.
    public struct Name: Sendable {
        /// The name.
        public var text: String
        /// Where the suite has it.
        public var location: SourceLocation
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
