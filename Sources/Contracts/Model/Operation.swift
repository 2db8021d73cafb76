public import Diagnostics
import HTTP

/// One method on one path.
public struct Operation: Sendable {
    /// Its `operationId`; nil when it has none.
    public let id: String?
    /// The method, in upper case.
    public let method: String
    /// The path template, as the document writes it.
    public let path: String
    /// The same, taken apart.
    public let template: PathTemplate
    /// The `summary`; empty when there is none.
    public let summary: String
    /// The `tags`.
    public let tags: [String]
    /// Whether callers should stop using it.
    public let isDeprecated: Bool
    /// The parameters, those of the path item included.
    public let parameters: [Parameter]
    /// The content of requests; nil when the operation declares none.
    public let requestBody: RequestBody?
    /// The responses, in the order of the file.
    public let responses: [ResponseDefinition]
    /// The alternatives to authenticate; none when the operation is open to everyone.
    public let security: [SecurityRequirement]
    /// Where it is served.
    public let servers: [ContractServer]
    /// Where the document describes it.
    public let location: SourceLocation
    /// What the server may send of its own accord when it is called.
    package var callbacks: [ContractCallback] = []

    /// The method and the path template, which together are unique.
    public var name: String { "\(method) \(path)" }

    /// The parameter called `name` in `location`; names of headers are compared without regard to case.
    public func parameter(_ name: String, in location: Parameter.Location) -> Parameter? {
        parameters.first { $0.location == location && $0.isCalled(name) }
    }

    /// The response that the document declares for `status`: the code itself comes before its range, and that before
    /// `default` (OpenAPI 3.1.0, Responses Object).
    public func response(for status: Int) -> ResponseDefinition? {
        responses.filter { $0.selector.contains(status) }.min { $0.selector.rank < $1.selector.rank }
    }
}

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

/// The content of an operation's requests.
public struct RequestBody: Sendable {
    /// Whether a request must have content.
    public let isRequired: Bool
    /// The media types that it may have.
    public let content: [MediaContent]
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation
}

/// A response that an operation may give.
public struct ResponseDefinition: Sendable {
    /// The statuses that it is for.
    public enum Selector: Sendable, Hashable, CustomStringConvertible {
        /// One status.
        case code(Int)
        /// The hundred statuses that begin with this digit, such as `4XX`.
        case range(Int)
        /// All that no other response is for.
        case `default`

        /// Whether this is for `status`.
        public func contains(_ status: Int) -> Bool {
            switch self {
            case .code(let code): code == status
            case .range(let digit): status / 100 == digit
            case .default: true
            }
        }

        /// The most specific one has the lowest.
        package var rank: Int {
            switch self {
            case .code: 0
            case .range: 1
            case .default: 2
            }
        }

        /// As the document writes it.
        public var description: String {
            switch self {
            case .code(let code): String(code)
            case .range(let digit): "\(digit)XX"
            case .default: "default"
            }
        }
    }

    /// The statuses that it is for.
    public let selector: Selector
    /// What the document says about it.
    public let description: String
    /// The header fields, `Content-Type` not among them.
    public let headers: [HeaderDefinition]
    /// The media types that its content may have; none when it has no content.
    public let content: [MediaContent]
    /// What can be done next with what it holds.
    public let links: [ContractLink]
    /// Where the document describes it.
    public let place: SourceLocation
}

/// A header field of a response.
public struct HeaderDefinition: Sendable {
    /// The field's name.
    public let name: String
    /// Whether a response must have it.
    public let isRequired: Bool
    /// Whether the members of an object are written as `name=value`.
    public let explode: Bool
    /// The schema of its value; nil when ``content`` describes it.
    public let schema: ContractSchema?
    /// The media type in which its value is written.
    public let content: MediaContent?
    /// Examples of its value.
    public let examples: [ContractExample]
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation
}

/// What content of one media type looks like (OpenAPI 3.1.0, Media Type Object).
public struct MediaContent: Sendable {
    /// The media type or range of media types.
    public let type: MediaType
    /// The schema; nil when the document gives none.
    public let schema: ContractSchema?
    /// Examples of the content.
    public let examples: [ContractExample]
    /// How the members of forms and multipart content are written, by name; what isn't there has its default.
    public let encodings: [String: PropertyEncoding]
    /// Where the document describes it.
    public let place: SourceLocation
}

extension [MediaContent] {
    /// The content that describes messages of `type`: the most specific range wins.
    public func matching(_ type: MediaType) -> MediaContent? {
        filter { $0.type.accepts(type) }.max { $0.type.specificity < $1.type.specificity }
    }
}

/// How a member of a form or multipart content is written (OpenAPI 3.1.0, Encoding Object).
public struct PropertyEncoding: Sendable, Hashable {
    /// The media type of a part; nil for the default of its schema's type.
    public let contentType: String?
    /// How arrays and objects are written in `application/x-www-form-urlencoded`.
    public let style: Parameter.Style
    /// Whether each element or member is written by itself.
    public let explode: Bool
    /// Whether reserved characters stay as they are.
    public let allowsReserved: Bool
}

/// A way to authenticate that the document declares.
public struct SecurityScheme: Sendable {
    /// What a client has to do.
    public enum Kind: Sendable, Hashable {
        /// Send a key as the parameter called `name`.
        case apiKey(name: String, in: Parameter.Location)
        /// Send `Authorization: SCHEME …` (RFC 9110, section 11.6.2); the scheme is as the document writes it.
        case http(scheme: String, bearerFormat: String?)
        /// Send a bearer token got through OAuth 2.0 (RFC 6750).
        case oauth2
        /// Send a bearer token got through OpenID Connect, which is described at `url`.
        case openIDConnect(url: String)
        /// Show a client certificate in the TLS handshake.
        case mutualTLS
    }

    /// The name by which requirements know it.
    public let name: String
    /// What a client has to do.
    public let kind: Kind
    /// What the document says about it; empty when it says nothing.
    public let description: String
    /// Where the document describes it.
    public let place: SourceLocation
}

/// One of the alternatives to authenticate: all of its schemes are needed together; with none, anybody may call.
public struct SecurityRequirement: Sendable, Hashable {
    /// A scheme and what is asked of it.
    public struct Scheme: Sendable, Hashable {
        /// The name of the ``SecurityScheme``.
        public let name: String
        /// The scopes (OAuth 2.0, OpenID Connect) or roles that are needed.
        public let scopes: [String]
    }

    /// The schemes that are needed together.
    public let schemes: [Scheme]
}
