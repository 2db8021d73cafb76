import Testing

@testable import Transport

@Suite struct InstantHeapTests {
    @Test func startsComeInTheOrderOfTheirInstantsThenOfTheirInsertion() {
        var heap = InstantHeap()
        var wanted: [(instant: UInt64, id: UInt64)] = []
        for id in 0..<2000 as Range<UInt64> {
            let instant = id &* 2_654_435_761 % 97
            heap.insert(id, at: instant)
            wanted.append((instant, id))
        }
        wanted.sort { ($0.instant, $0.id) < ($1.instant, $1.id) }
        for (instant, id) in wanted {
            #expect(heap.first == instant)
            if instant > 0 { #expect(heap.popDue(instant - 1) == nil) }
            #expect(heap.popDue(instant) == id)
        }
        #expect(heap.first == nil)
        #expect(heap.popDue(.max) == nil)
    }

    @Test func givesWhatIsDueInTheOrderOfTheInstants() {
        var heap = InstantHeap()
        for (id, instant) in [(3, 30), (1, 10), (4, 40), (0, 5), (2, 20)] {
            heap.insert(UInt64(id), at: UInt64(instant))
        }
        #expect(heap.first == 5)
        #expect(heap.popDue(4) == nil)
        #expect((0..<5).map { _ in heap.popDue(40) } == [0, 1, 2, 3, 4])
        #expect(heap.popDue(.max) == nil && heap.first == nil)
    }

    @Test func theSameInstantKeepsTheOrderOfInsertion() {
        var heap = InstantHeap()
        for id in 0..<100 { heap.insert(UInt64(id), at: UInt64(id % 3)) }
        let popped = (0..<100).compactMap { _ in heap.popDue(3) }
        #expect(popped == (0..<3).flatMap { part in (0..<100).filter { $0 % 3 == part }.map(UInt64.init) })
    }
}
