/// Finds the word that a person may have meant.
public enum NearestWord {
    /// The word of `words` nearest to `word`, or nil when none is near.
    ///
    /// A word that differs only in case is always near; else the one with the least Damerau-Levenshtein distance
    /// (optimal string alignment), when that is at most a third of the longer word's length. The first of several wins.
    public static func suggest(_ word: String, among words: [String]) -> String? {
        let folded = word.lowercased()
        if let same = words.first(where: { $0.lowercased() == folded }) { return same }
        let scalars = Array(folded.unicodeScalars.prefix(longest))
        var best: (word: String, distance: Int)?
        for candidate in words {
            let other = Array(candidate.lowercased().unicodeScalars.prefix(longest))
            let limit = max(scalars.count, other.count) / 3
            guard limit > 0, abs(scalars.count - other.count) <= limit else { continue }
            let distance = distance(scalars, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// Words are compared up to this many scalars, so that a hostile one costs little.
    private static let longest = 64

    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(last[column + 1] + 1, current[column] + 1, substitution)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
