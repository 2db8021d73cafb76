/// Something of a contract that a run can exercise.
public struct CoverageItem: Sendable, Hashable {
    /// The areas, in the order in which they are shown.
    public enum Area: String, Sendable, CaseIterable {
        case operations
        /// Parameters that were sent.
        case parameters
        /// Declared responses that were received.
        case responses
        /// Media types that were sent.
        case requestContent = "request content"
        /// Media types that were received.
        case responseContent = "response content"
        /// Alternatives of schemas: branches of `oneOf`, `anyOf` and `if`, values of `enum`, types of several, members that
        /// may be absent.
        case schemaBranches = "schema branches"
        /// Kinds of generated cases.
        case kinds
    }

    /// The area that it belongs to.
    public let area: Area
    /// The ``Operation/name``; for branches of schemas, which operations share, `request` or `response`.
    public let owner: String
    /// What it is: `header X-Date`, `4XX`, `200 application/json`, `#/components/schemas/Pet/properties/kind/enum/0`.
    public let name: String

    /// An item of its parts.
    public init(_ area: Area, _ owner: String, _ name: String) {
        self.area = area
        self.owner = owner
        self.name = name
    }
}
