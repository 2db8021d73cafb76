public import Diagnostics

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
