public import HTTP

/// A kind of failure or of broken expectation, how often it occurred, and the first one's evidence.
public struct FailureKind: Sendable, Hashable {
    /// The category, when there was no complete response.
    public var category: FailureCategory?
    /// What went wrong: equal for all that are counted here.
    public var detail: String
    /// How often.
    public var count: Int
    /// The endpoint of the first.
    public var endpoint: Int
    /// The number of the origin that the first went to.
    public var origin = 0
    /// The request index of the first.
    public var index: UInt64
    /// The first one's request, as it was sent.
    public var request: [UInt8]
    /// What had come of the first one's response: the header section and the content, which may be cut.
    public var response: [UInt8]
    /// What its flow had captured that must not be shown.
    public var secrets: [String] = []
}
