/// What a target told of itself while a load went on: series of its own metrics.
package struct LoadScrape: Sendable, Hashable {
    /// A series of values over time.
    package struct Series: Sendable, Hashable {
        /// Its name with its labels.
        package var name: String
        /// Whether the values are changes a second of what only counts up.
        package var isRate: Bool
        /// The values, in their order.
        package var points: [Point]

        /// A series of its parts.
        package init(name: String, isRate: Bool, points: [Point]) {
            self.name = name
            self.isRate = isRate
            self.points = points
        }
    }

    /// A value at a time.
    package struct Point: Sendable, Hashable {
        /// Nanoseconds since the load's figures begin.
        package var time: UInt64
        /// The value, in the metric's own unit.
        package var value: Double

        /// A value at a time.
        package init(time: UInt64, value: Double) {
            self.time = time
            self.value = value
        }
    }

    /// Where they were read.
    package var url: String
    /// How often it was looked, and how often in vain.
    package var looks: Int
    /// How many looks brought nothing.
    package var failed: Int
    /// Why the first of them did; `nil` when none has failed.
    package var failure: String?
    /// The series, in the target's order.
    package var series: [Series]
    /// How many more series there were than are kept.
    package var leftOut: Int

    /// What was told, of its parts.
    package init(
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
