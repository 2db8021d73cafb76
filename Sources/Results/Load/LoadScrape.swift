/// What a target told of itself while a load went on: series of its own metrics.
public struct LoadScrape: Sendable, Hashable {
    /// A series of values over time.
    public struct Series: Sendable, Hashable {
        /// Its name with its labels.
        public var name: String
        /// Whether the values are changes a second of what only counts up.
        public var isRate: Bool
        /// The values, in their order.
        public var points: [Point]

        /// A series of its parts.
        public init(name: String, isRate: Bool, points: [Point]) {
            self.name = name
            self.isRate = isRate
            self.points = points
        }
    }

    /// A value at a time.
    public struct Point: Sendable, Hashable {
        /// Nanoseconds since the load's figures begin.
        public var time: UInt64
        /// The value, in the metric's own unit.
        public var value: Double

        /// A value at a time.
        public init(time: UInt64, value: Double) {
            self.time = time
            self.value = value
        }
    }

    /// Where they were read.
    public var url: String
    /// How often it was looked, and how often in vain.
    public var looks: Int
    /// How many looks brought nothing.
    public var failed: Int
    /// Why the first of them did; `nil` when none has failed.
    public var failure: String?
    /// The series, in the target's order.
    public var series: [Series]
    /// How many more series there were than are kept.
    public var leftOut: Int

    /// What was told, of its parts.
    public init(
        url: String,
        looks: Int,
        failed: Int,
        failure: String? = nil,
        series: [Series],
        leftOut: Int = 0
    ) {
        self.url = url
        self.looks = looks
        self.failed = failed
        self.failure = failure
        self.series = series
        self.leftOut = leftOut
    }
}
