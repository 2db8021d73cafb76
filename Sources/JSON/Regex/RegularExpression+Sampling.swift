extension RegularExpression {
    /// A text in which the expression finds a match, of a length (in Unicode scalars) in `lengths`; nil when none was found.
    ///
    /// The text is made along the pattern, repeatable by the generator; assertions about what is around (`\b`, `(?=…)`)
    /// and backreferences are met by trying, so that a pattern may have matches of which none is found. None is longer than
    /// some 100,000 scalars, and all tries together take no more than some tenths of a second.
    public func sample(
        lengths: ClosedRange<Int> = 0...64,
        using generator: inout some RandomNumberGenerator
    ) -> String? {
        let root = MeasuredNode(parsed.root)
        let shortest = root.lengths.min
        guard shortest <= lengths.upperBound, max(shortest, lengths.lowerBound) <= 100_000 else { return nil }
        var sampler = RegexSampler(root, generator: generator)
        defer { generator = sampler.generator }
        var searchSteps = Self.defaultStepLimit
        for attempt in 0..<24 {
            let low = max(lengths.lowerBound, min(shortest, lengths.upperBound))
            let high = min(lengths.upperBound, low + (attempt < 8 ? 8 : 4 * attempt))
            let wanted = attempt == 0 ? min(low + 3, high) : Int.random(in: low...high, using: &sampler.generator)
            guard let made = sampler.text(length: wanted) else {
                if sampler.isExhausted { return nil }
                continue
            }
            let count = made.unicodeScalars.count
            let missing = max(0, lengths.lowerBound - count)
            guard count + missing <= lengths.upperBound else { continue }
            // A pattern that isn't anchored matches in a longer text too.
            for padding in ["a", "0", " "] where missing > 0 || padding == "a" {
                let text = made + String(repeating: padding, count: missing)
                do {
                    if try decide(text, .search, steps: &searchSteps) { return text }
                } catch {
                    return nil
                }
            }
        }
        return nil
    }
}
