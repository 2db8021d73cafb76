/// Names percentiles: `50`, `99.9`.
enum PercentileText {
    static func text(_ percent: Double) -> String { Int(exactly: percent).map(String.init) ?? "\(percent)" }
}
