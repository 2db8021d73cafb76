extension RegularExpression {
    /// A text in which the expression finds a match, of a length (in Unicode scalars) in `lengths`; nil when none was found.
    ///
    /// The text is made along the pattern, repeatable by the generator; assertions about what is around (`\b`, `(?=…)`)
    /// and backreferences are met by trying, so that a pattern may have matches of which none is found. None is longer than
    /// some 100,000 scalars.
    public func sample(
        lengths: ClosedRange<Int> = 0...64,
        using generator: inout some RandomNumberGenerator
    ) -> String? {
        let shortest = RegexLengths.of(parsed.root).min
        guard max(shortest, lengths.lowerBound) <= 100_000 else { return nil }
        for attempt in 0..<24 {
            let low = max(lengths.lowerBound, min(shortest, lengths.upperBound))
            let high = min(lengths.upperBound, low + (attempt < 8 ? 8 : 4 * attempt))
            let wanted = attempt == 0 ? min(low + 3, high) : Int.random(in: low...high, using: &generator)
            var sampler = RegexSampler(generator: generator)
            let made = sampler.text(of: parsed.root, length: wanted)
            generator = sampler.generator
            guard let made else {
                if sampler.isExhausted { return nil }
                continue
            }
            let missing = lengths.lowerBound - made.unicodeScalars.count
            // A pattern that isn't anchored matches in a longer text too.
            for padding in ["a", "0", " "] where missing >= 0 || padding == "a" {
                let text = made + String(repeating: padding, count: max(0, missing))
                if lengths.contains(text.unicodeScalars.count), (try? search(text)) == true { return text }
            }
        }
        return nil
    }
}
