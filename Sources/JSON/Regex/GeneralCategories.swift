/// The general categories of Unicode (UAX #44, section 5.7.1) as sets, from the standard library's own tables.
enum GeneralCategories {
    /// The set of all code points that have one of these categories.
    static func set(of categories: Set<Unicode.GeneralCategory>) -> ScalarSet {
        ScalarSet(runs.lazy.filter { categories.contains($0.category) }.map(\.range))
    }

    struct Run: Sendable {
        let range: ClosedRange<UInt32>
        let category: Unicode.GeneralCategory
    }

    /// Blocks that are uniform by the way that UnicodeData.txt states them (`First` and `Last`) or by being planes
    /// without any character; asking about each of their code points would take ten times as long as about all others.
    /// A test compares the result with the answer for each code point.
    private static let uniformBlocks: [Run] = [
        Run(range: 0x3400...0x4DBF, category: .otherLetter),
        Run(range: 0x4E00...0x9FFF, category: .otherLetter),
        Run(range: 0xAC00...0xD7A3, category: .otherLetter),
        Run(range: 0xD800...0xDFFF, category: .surrogate),
        Run(range: 0xE000...0xF8FF, category: .privateUse),
        Run(range: 0x20000...0x2A6DF, category: .otherLetter),
        Run(range: 0x40000...0xDFFFF, category: .unassigned),
        Run(range: 0xE1000...0xEFFFF, category: .unassigned),
        Run(range: 0xF0000...0xFFFFD, category: .privateUse),
        Run(range: 0x100000...0x10FFFD, category: .privateUse),
    ]

    /// All code points in order, in runs of equal category. Made when first used, in about 5 ms.
    static let runs: [Run] = {
        var runs: [Run] = []
        var next: UInt32 = 0
        for block in uniformBlocks {
            appendRuns(of: next..<block.range.lowerBound, to: &runs)
            runs.append(block)
            next = block.range.upperBound + 1
        }
        appendRuns(of: next..<(ScalarSet.last + 1), to: &runs)
        return runs
    }()

    private static func appendRuns(of range: Range<UInt32>, to runs: inout [Run]) {
        var start = range.lowerBound
        var current: Unicode.GeneralCategory?
        for value in range {
            let category = Unicode.Scalar(value)?.properties.generalCategory ?? .surrogate
            if category == current { continue }
            if let current { runs.append(Run(range: start...(value - 1), category: current)) }
            start = value
            current = category
        }
        if let current { runs.append(Run(range: start...(range.upperBound - 1), category: current)) }
    }
}
