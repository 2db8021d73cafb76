/// A value that a JSONPath has selected, and where it is.
public struct JSONPathNode: Sendable {
    /// The selected value.
    public let value: JSONValue
    private let trails: JSONPathTrails
    private let trail: Int

    init(value: JSONValue, trails: JSONPathTrails, trail: Int) {
        self.value = value
        self.trails = trails
        self.trail = trail
    }

    /// Where the value is: put together when asked for, in time proportional to its depth.
    public var path: NormalizedPath { NormalizedPath(trails.steps(to: trail)) }
}
