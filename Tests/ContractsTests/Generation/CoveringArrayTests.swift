import Testing

@testable import ContractCases

@Suite struct CoveringArrayTests {
    @Test(arguments: [[3, 3, 3], [2, 5, 4, 3], [4, 4, 4, 4, 4], [2, 2, 2, 2, 2, 2, 2, 2], [7, 1, 6]], [2, 3])
    func everyCombinationIsThere(_ sizes: [Int], _ strength: Int) {
        let rows = CoveringArray.rows(sizes, strength: strength)
        var seen = Set<[Int]>()
        for row in rows {
            #expect(row.count == sizes.count && zip(row, sizes).allSatisfy { (0..<$1).contains($0) })
            for factors in combinations(sizes.count, strength) { seen.insert(factors + factors.map { row[$0] }) }
        }
        let wanted = combinations(sizes.count, strength).map { $0.map { sizes[$0] }.reduce(1, *) }.reduce(0, +)
        #expect(seen.count == wanted)
    }

    /// Far fewer rows than all products, and no fewer than the largest factors ask for.
    @Test func rowsAreFew() {
        let pairs = CoveringArray.rows([4, 4, 4, 4, 4], strength: 2)
        #expect(pairs.count >= 16 && pairs.count <= 28)
        #expect(CoveringArray.rows([Int](repeating: 2, count: 12), strength: 2).count <= 16)
        #expect(CoveringArray.rows([3], strength: 2) == [])
    }

    private func combinations(_ all: Int, _ count: Int) -> [[Int]] {
        if count == 0 { return [[]] }
        return (0..<all).flatMap { last in combinations(last, count - 1).map { $0 + [last] } }
    }
}
