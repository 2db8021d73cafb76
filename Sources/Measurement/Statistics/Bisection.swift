/// Halves an interval until doubles have nothing between its ends.
enum Bisection {
    /// The least x from `low` to `high` for which `isReached` holds, when it fails below some x and holds above.
    static func root(from low: Double, to high: Double, isReached: (Double) -> Bool) -> Double {
        var low = low
        var high = high
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return high }
            if isReached(middle) { high = middle } else { low = middle }
        }
    }
}
