/// Rows of choices in which every combination of values of any few factors occurs.
///
/// Rows are built one after the other, each from a combination that isn't covered yet; every further factor takes the
/// value that covers most of what is left (the greedy one-row-at-a-time method of Cohen, Dalal, Fredman and Patton,
/// "The AETG system", IEEE Transactions on Software Engineering 23(7), 1997).
enum CoveringArray {
    /// The rows for factors with `sizes[i]` values each; every combination of values of `strength` factors is in one.
    static func rows(_ sizes: [Int], strength: Int) -> [[Int]] {
        guard sizes.count >= strength, strength > 0, sizes.allSatisfy({ $0 > 0 }) else { return [] }
        let choices = factors(sizes.count, strength)
        var open = Set<[Int]>()
        for factors in choices { for values in values(factors.map { sizes[$0] }) { open.insert(factors + values) } }
        var queue = open.sorted { $0.lexicographicallyPrecedes($1) }[...]
        var rows: [[Int]] = []
        while let first = queue.popFirst() {
            guard open.contains(first) else { continue }
            let row = row(first, sizes, choices, open, strength)
            for factors in choices { open.remove(factors + factors.map { row[$0] }) }
            rows.append(row)
        }
        return rows
    }

    private static func row(
        _ first: [Int],
        _ sizes: [Int],
        _ choices: [[Int]],
        _ open: Set<[Int]>,
        _ strength: Int
    ) -> [Int] {
        var row = [Int?](repeating: nil, count: sizes.count)
        for index in 0..<strength { row[first[index]] = first[strength + index] }
        for factor in sizes.indices where row[factor] == nil {
            let near = choices.filter { $0.contains(factor) && $0.allSatisfy { $0 == factor || row[$0] != nil } }
            var best = (value: 0, gain: -1)
            for value in 0..<sizes[factor] {
                let gain = near.count { factors in
                    open.contains(factors + factors.map { $0 == factor ? value : row[$0] ?? 0 })
                }
                if gain > best.gain { best = (value, gain) }
            }
            row[factor] = best.value
        }
        return row.map { $0 ?? 0 }
    }

    /// Every choice of `count` of the first `all` numbers, ascending.
    private static func factors(_ all: Int, _ count: Int) -> [[Int]] {
        if count == 0 { return [[]] }
        return (0..<all).flatMap { last in factors(last, count - 1).map { $0 + [last] } }
    }

    private static func values(_ sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { rows, size in rows.flatMap { row in (0..<size).map { row + [$0] } } }
    }
}
