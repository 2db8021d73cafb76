import Glibc

extension HdrCounts {
    /// The percentile distribution as HdrHistogram prints it, the content of an `.hgrm` file
    /// (AbstractHistogram.outputPercentileDistribution): value, percentile, count up to there and 1/(1 - percentile),
    /// in steps that halve their distance to 100% every `ticks` lines, and a footer.
    ///
    /// - Parameters:
    ///   - scale: What the values are divided by: 10⁶ prints nanoseconds as milliseconds.
    ///   - ticks: How many lines there are for each halving of the distance, 1 or more.
    public func percentileDistribution(scale: Double = 1e6, ticks: Int = 5) -> String {
        let digits = Int32(layout.significantDigits)
        var text =
            "Value".padded(12) + " " + "Percentile".padded(14) + " " + "TotalCount".padded(10) + " "
            + "1/(1-Percentile)".padded(14) + "\n\n"
        for step in percentileSteps(ticks: ticks) {
            let value = (Double(step.value) / scale).fixed(digits, width: 12)
            let percentile = (step.percent / 100).fixed(12)
            text += "\(value) \(percentile) \(String(step.count).padded(10))"
            if step.percent < 100 { text += " " + (1 / (1 - step.percent / 100)).fixed(2, width: 14) }
            text += "\n"
        }
        let end = buckets(atRanks: [total]).first?.highest ?? 0
        let mean = (mean / scale).fixed(digits, width: 12)
        let deviation = (standardDeviation / scale).fixed(digits, width: 12)
        text += "#[Mean    = \(mean), StdDeviation   = \(deviation)]\n"
        text += "#[Max     = \((Double(end) / scale).fixed(digits, width: 12)), "
        text += "Total count    = \(String(total).padded(12))]\n"
        text += "#[Buckets = \(String(layout.bucketCount).padded(12)), "
        return text + "SubBuckets     = \(String(2 << layout.halfMagnitude).padded(12))]\n"
    }

    /// The lines of the distribution: each level goes with the first bucket that reaches it (PercentileIterator).
    private func percentileSteps(ticks: Int) -> [(value: UInt64, percent: Double, count: UInt64)] {
        var steps: [(value: UInt64, percent: Double, count: UInt64)] = []
        var level = 0.0
        var seen: UInt64 = 0
        for bucket in buckets {
            seen &+= bucket.count
            while 100 * Double(seen) / Double(total) >= level {
                steps.append((bucket.highest, level, seen))
                let halvings = log2(100 / (100 - level)).rounded(.down) + 1
                level += 100 / (Double(ticks) * exp2(halvings))
                if seen == total { break }
            }
        }
        if let last = steps.last, last.percent < 100 { steps.append((last.value, 100, seen)) }
        return steps
    }
}

extension Double {
    /// The number with `decimals` digits after the point, rounded to nearest, padded with spaces on the left to
    /// `width`.
    func fixed(_ decimals: Int32, width: Int32 = 0) -> String {
        withVaList([width, decimals, self]) { arguments in
            // A double has at most 309 digits before its point.
            let text = [CChar](unsafeUninitializedCapacity: 400 + Int(width + decimals)) { buffer, count in
                count = Int(vsnprintf(buffer.baseAddress, buffer.count, "%*.*f", arguments))
            }
            return String(decoding: text.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}

extension String {
    /// The text, padded with spaces on the left to `width`.
    func padded(_ width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - utf8.count)) + self }
}
