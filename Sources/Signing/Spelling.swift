/// Which of the right words a wrong one was most likely meant to be.
enum Spelling {
    /// The word with the fewest edits, if they are at most a third of its length (and at least two are granted).
    static func nearest(to word: String, of words: [String]) -> String? {
        let ranked = words.map { (word: $0, edits: distance(Array(word.utf8), Array($0.utf8))) }
        guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(2, best.word.utf8.count / 3) ? best.word : nil
    }

    /// The Levenshtein distance, ASCII case ignored, by the two-row method of Wagner and Fischer.
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var above = Array(0...other.count)
        for (row, left) in one.enumerated() {
            var here = [row + 1]
            for (column, right) in other.enumerated() {
                let replaced = above[column] + (left | 0x20 == right | 0x20 ? 0 : 1)
                here.append(min(replaced, above[column + 1] + 1, here[column] + 1))
            }
            above = here
        }
        return above[other.count]
    }
}
