/// What an exchange can be found to break; the raw values are stable names by which a suite allows them.
public enum ContractCheck: String, Sendable, CaseIterable {
    /// The contract has no such path.
    case undocumentedPath = "undocumented-path"
    /// The contract has the path, but not with this method.
    case undocumentedMethod = "undocumented-method"
    /// A request that breaks the contract, though the suite doesn't say that it is meant to.
    case requestBreaksContract = "request-breaks-contract"
    /// The server failed: a status of 500 or above, documented or not (RFC 9110, section 15.6).
    case serverError = "server-error"
    /// The operation declares no response with this status.
    case undocumentedStatus = "undocumented-status"
    /// The response has content of a type that isn't declared for its status, or none where some is, or some where none
    /// is.
    case undocumentedContentType = "undocumented-content-type"
    /// A header that the response must have is missing, or one breaks its schema.
    case responseHeader = "response-header"
    /// The content is declared to be JSON and isn't.
    case responseNotJSON = "response-not-json"
    /// The content breaks its schema.
    case responseSchema = "response-schema"
    /// The content has a member that is `writeOnly`, such as a password.
    case writeOnlyMember = "write-only-member"

    /// What is found, in a sentence for a person.
    public var meaning: String {
        switch self {
        case .undocumentedPath: "the contract has no such path"
        case .undocumentedMethod: "the contract doesn't have this method for the path"
        case .requestBreaksContract: "the request breaks the contract, and the suite doesn't say so"
        case .serverError: "the server failed"
        case .undocumentedStatus: "the operation declares no such status"
        case .undocumentedContentType: "the response declares no such content"
        case .responseHeader: "a header of the response is missing or wrong"
        case .responseNotJSON: "the content isn't JSON, as declared"
        case .responseSchema: "the content breaks its schema"
        case .writeOnlyMember: "the content has a member that only requests may have"
        }
    }
}
