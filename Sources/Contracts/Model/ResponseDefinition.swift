public import Diagnostics

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
        var rank: Int {
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
