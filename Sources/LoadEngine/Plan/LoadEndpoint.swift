/// One of the requests of a load.
public struct LoadEndpoint: Sendable {
    /// Its name in reports.
    public var name: String
    /// How often it is drawn, in relation to the others; more than 0.
    public var weight: Double
    /// The method (RFC 9110, section 9): it decides whether the response has content, and whether a request may be sent
    /// again on a new connection.
    public var method: String
    /// Where the request's bytes come from.
    public var pattern: RequestPattern
    /// What a response must be.
    public var check: ResponseCheck

    /// An endpoint of its parts.
    public init(
        name: String,
        weight: Double = 1,
        method: String,
        pattern: RequestPattern,
        check: ResponseCheck = ResponseCheck()
    ) {
        self.name = name
        self.weight = weight
        self.method = method
        self.pattern = pattern
        self.check = check
    }
}
