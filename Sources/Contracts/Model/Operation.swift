package import Diagnostics
import HTTP

/// One method on one path.
package struct Operation: Sendable {
    /// Its `operationId`; nil when it has none.
    package let id: String?
    /// The method, in upper case.
    package let method: String
    /// The path template, as the document writes it.
    package let path: String
    /// The same, taken apart.
    package let template: PathTemplate
    /// The `summary`; empty when there is none.
    package let summary: String
    /// The `tags`.
    package let tags: [String]
    /// Whether callers should stop using it.
    package let isDeprecated: Bool
    /// The parameters, those of the path item included.
    package let parameters: [Parameter]
    /// The content of requests; nil when the operation declares none.
    package let requestBody: RequestBody?
    /// The responses, in the order of the file.
    package let responses: [ResponseDefinition]
    /// The alternatives to authenticate; none when the operation is open to everyone.
    package let security: [SecurityRequirement]
    /// Where it is served.
    package let servers: [ContractServer]
    /// Where the document describes it.
    package let location: SourceLocation
    /// What the server may send of its own accord when it is called.
    package var callbacks: [ContractCallback] = []

    /// The method and the path template, which together are unique.
    package var name: String { "\(method) \(path)" }

    /// The parameter called `name` in `location`; names of headers are compared without regard to case.
    package func parameter(_ name: String, in location: Parameter.Location) -> Parameter? {
        parameters.first { $0.location == location && $0.isCalled(name) }
    }

    /// The response that the document declares for `status`: the code itself comes before its range, and that before
    /// `default` (OpenAPI 3.1.0, Responses Object).
    package func response(for status: Int) -> ResponseDefinition? {
        responses.filter { $0.selector.contains(status) }.min { $0.selector.rank < $1.selector.rank }
    }
}

/// A parameter of an operation (OpenAPI 3.1.0, Parameter Object).
package struct Parameter: Sendable {
    /// Where in a request a parameter stands.
    package enum Location: String, Sendable, CaseIterable {
        case path
        case query
        case header
        case cookie
    }

    /// How values that aren't plain are written (OpenAPI 3.1.0, Style Values).
    package enum Style: String, Sendable, CaseIterable {
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
    package let name: String
    /// Where it stands.
    package let location: Location
    /// Whether a request must have it.
    package let isRequired: Bool
    /// Whether callers should stop using it.
    package let isDeprecated: Bool
    /// Whether it may be there without a value (queries only).
    package let allowsEmptyValue: Bool
    /// Whether reserved characters (RFC 3986, section 2.2) stay as they are.
    package let allowsReserved: Bool
    /// How arrays and objects are written.
    package let style: Style
    /// Whether each element or member is written by itself.
    package let explode: Bool
    /// The schema of its value; nil when ``content`` describes it.
    package let schema: ContractSchema?
    /// The media type in which its value is written; nil when ``schema`` describes it.
    package let content: MediaContent?
    /// Examples of its value.
    package let examples: [ContractExample]
    /// What the document says about it; empty when it says nothing.
    package let description: String
    /// Where the document describes it.
    package let place: SourceLocation

    /// The schema of the value, however it is written.
    package var valueSchema: ContractSchema? { schema ?? content?.schema }

    /// Whether the parameter has this name: names of headers are compared without regard to case.
    package func isCalled(_ other: String) -> Bool {
        location == .header ? HeaderFields.sameName(name, other) : name.utf8.elementsEqual(other.utf8)
    }
}

/// The content of an operation's requests.
package struct RequestBody: Sendable {
    /// Whether a request must have content.
    package let isRequired: Bool
    /// The media types that it may have.
    package let content: [MediaContent]
    /// What the document says about it; empty when it says nothing.
    package let description: String
    /// Where the document describes it.
    package let place: SourceLocation
}

/// A response that an operation may give.
package struct ResponseDefinition: Sendable {
    /// The statuses that it is for.
    package enum Selector: Sendable, Hashable, CustomStringConvertible {
        /// One status.
        case code(Int)
        /// The hundred statuses that begin with this digit, such as `4XX`.
        case range(Int)
        /// All that no other response is for.
        case `default`

        /// Whether this is for `status`.
        package func contains(_ status: Int) -> Bool {
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
        package var description: String {
            switch self {
            case .code(let code): String(code)
            case .range(let digit): "\(digit)XX"
            case .default: "default"
            }
        }
    }

    /// The statuses that it is for.
    package let selector: Selector
    /// What the document says about it.
    package let description: String
    /// The header fields, `Content-Type` not among them.
    package let headers: [HeaderDefinition]
    /// The media types that its content may have; none when it has no content.
    package let content: [MediaContent]
    /// What can be done next with what it holds.
    package let links: [ContractLink]
    /// Where the document describes it.
    package let place: SourceLocation
}

/// A header field of a response.
package struct HeaderDefinition: Sendable {
    /// The field's name.
    package let name: String
    /// Whether a response must have it.
    package let isRequired: Bool
    /// Whether the members of an object are written as `name=value`.
    package let explode: Bool
    /// The schema of its value; nil when ``content`` describes it.
    package let schema: ContractSchema?
    /// The media type in which its value is written.
    package let content: MediaContent?
    /// Examples of its value.
    package let examples: [ContractExample]
    /// What the document says about it; empty when it says nothing.
    package let description: String
    /// Where the document describes it.
    package let place: SourceLocation
}

/// What content of one media type looks like (OpenAPI 3.1.0, Media Type Object).
package struct MediaContent: Sendable {
    /// The media type or range of media types.
    package let type: MediaType
    /// The schema; nil when the document gives none.
    package let schema: ContractSchema?
    /// Examples of the content.
    package let examples: [ContractExample]
    /// How the members of forms and multipart content are written, by name; what isn't there has its default.
    package let encodings: [String: PropertyEncoding]
    /// Where the document describes it.
    package let place: SourceLocation
}

extension [MediaContent] {
    /// The content that describes messages of `type`: the most specific range wins.
    package func matching(_ type: MediaType) -> MediaContent? {
        filter { $0.type.accepts(type) }.max { $0.type.specificity < $1.type.specificity }
    }
}

/// How a member of a form or multipart content is written (OpenAPI 3.1.0, Encoding Object).
package struct PropertyEncoding: Sendable, Hashable {
    /// The media type of a part; nil for the default of its schema's type.
    package let contentType: String?
    /// How arrays and objects are written in `application/x-www-form-urlencoded`.
    package let style: Parameter.Style
    /// Whether each element or member is written by itself.
    package let explode: Bool
    /// Whether reserved characters stay as they are.
    package let allowsReserved: Bool
}

/// A way to authenticate that the document declares.
package struct SecurityScheme: Sendable {
    /// What a client has to do.
    package enum Kind: Sendable, Hashable {
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
    package let name: String
    /// What a client has to do.
    package let kind: Kind
    /// What the document says about it; empty when it says nothing.
    package let description: String
    /// Where the document describes it.
    package let place: SourceLocation
}

/// One of the alternatives to authenticate: all of its schemes are needed together; with none, anybody may call.
package struct SecurityRequirement: Sendable, Hashable {
    /// A scheme and what is asked of it.
    package struct Scheme: Sendable, Hashable {
        /// The name of the ``SecurityScheme``.
        package let name: String
        /// The scopes (OAuth 2.0, OpenID Connect) or roles that are needed.
        package let scopes: [String]
    }

    /// The schemes that are needed together.
    package let schemes: [Scheme]
}
