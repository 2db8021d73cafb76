/// An interval that contains the true percentile of what was measured, with a stated confidence.
public struct PercentileInterval: Sendable, Hashable {
    /// How the interval was found.
    public enum Method: Sendable, Hashable {
        /// From the ranks of independent samples (binomial order statistics): right for samples that don't depend on each
        /// other, such as single requests minutes apart. Of requests in one queue it is much too narrow.
        case orderStatistics
        /// From the differences between `count` stretches of the run, which also show how samples depend on those before
        /// them: right for a load, if the stretches are long beside the queue's memory.
        case batches(count: Int)
    }

    /// Which percentile, such as 99.9.
    public var percent: Double
    /// The lower end.
    public var lower: UInt64
    /// The upper end.
    public var upper: UInt64
    /// The probability with which such intervals contain the true value, such as 0.95.
    public var confidence: Double
    /// How it was found.
    public var method: Method

    /// An interval of its parts.
    public init(percent: Double, lower: UInt64, upper: UInt64, confidence: Double, method: Method) {
        self.percent = percent
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
        self.method = method
    }

    /// How many independent samples an interval of the percentile `percent` needs at least: 368 for the 99th at 95%.
    public static func samplesNeeded(for percent: Double, confidence: Double = 0.95) -> Int {
        OrderStatistics.samplesNeeded(probability: percent / 100, confidence: confidence)
    }
}
