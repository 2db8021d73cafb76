/// Where a suite's requests go.
public struct SuiteTarget: Sendable, Hashable {
    /// The base URL.
    public var url: String
    /// The same, in words for a report: a mock's port is of no interest.
    public var description: String
    /// The file of the mock behind it, when the run started one.
    public var mock: String?
    /// What weakens the results.
    public var warnings: [String]

    /// The target at `url`.
    public init(url: String, description: String? = nil, mock: String? = nil, warnings: [String] = []) {
        self.url = url
        self.description = description ?? url
        self.mock = mock
        self.warnings = warnings
    }
}
