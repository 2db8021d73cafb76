public import Diagnostics
import HTTP

/// A parameter of an operation (OpenAPI 3.1.0, Parameter Object).
public struct Parameter: Sendable {
    /// Where in a request a parameter stands.
    public enum Location: String, Sendable, CaseIterable {
        case path
        case query
        case header
        case cookie
    }

    /// How values that aren't plain are written (OpenAPI 3.1.0, Style Values).
    public enum Style: String, Sendable, CaseIterable {
        /// `;color=blue`, for paths (RFC 6570, section 3.2.7).
        case matrix
        /// `.blue`, for paths (RFC 6570, section 3.2.5).
        case label
        /// `color=blue`, for queries and cookies (RFC 6570, section 3.2.8).
        case form
        /// `blue`, for paths and headers (RFC 6570, section 3.2.2).
        case simple
        /// `color=blue%20black`, for queries.
        case spaceDelimited
        /// `color=blue%7Cblack`, for queries.
        case pipeDelimited
        /// `color[R]=100&color[G]=200`, for queries.
        case deepObject
    }

    /// The name.
    public let name: String
    /// Where it stands.
    public let location: Location
    /// Whether a request must have it.
    public let isRequired: Bool
    /// Whether callers should stop using it.
    public let isDeprecated: Bool
    /// Whether it may be there without a value (queries only).
    public let allowsEmptyValue: Bool
    /// Whether reserved characters (RFC 3986, section 2.2) stay as they are.
    public let allowsReserved: Bool
    /// How arrays and objects are written.
    public let style: Style
    /// Whether each element or member is written by itself.
    public let explode: Bool
    /// The schema of its value; nil when ``content`` describes it.
    public let schema: ContractSchema?
    /// The media type in which its value is written; nil when ``schema`` describes it.
    public let content: MediaContent?
    /// Examples of its value.
    public let examples: [ContractExample]
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation

    /// The schema of the value, however it is written.
    public var valueSchema: ContractSchema? { schema ?? content?.schema }

    /// Whether the parameter has this name: names of headers are compared without regard to case.
    public func isCalled(_ other: String) -> Bool {
        location == .header ? HeaderFields.sameName(name, other) : name.utf8.elementsEqual(other.utf8)
    }
}
