public import Measurement

/// The latencies of one endpoint's responses of one status class.
public struct SeriesFigures: Sendable, Hashable {
    /// The endpoint's place in the plan.
    public var endpoint: Int
    /// The status's first digit.
    public var statusClass: Int
    /// From the intended start to the last byte.
    public var responseTime: PackedLatencies
    /// From the actual send to the last byte.
    public var serviceTime: PackedLatencies
}
