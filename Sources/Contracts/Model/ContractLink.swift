public import Diagnostics
public import JSON

/// What a response allows to do next (OpenAPI 3.1.0, Link Object).
public struct ContractLink: Sendable {
    /// A value to send: as it is, or taken from the exchange.
    public enum Value: Sendable, Hashable {
        /// The value itself.
        case constant(JSONValue)
        /// A runtime expression, such as `$response.body#/id`.
        case expression(RuntimeExpression)
    }

    /// A parameter to send.
    public struct Argument: Sendable, Hashable {
        /// The parameter's name.
        public let name: String
        /// Where it stands, when the document says so (`path.id`).
        public let location: Parameter.Location?
        /// Its value.
        public let value: Value
    }

    /// The link's name.
    public let name: String
    /// The ``Operation/name`` of the operation that it leads to.
    public let operation: String
    /// The parameters to send.
    public let arguments: [Argument]
    /// The content to send; nil when the link gives none.
    public let requestBody: Value?
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation
}
