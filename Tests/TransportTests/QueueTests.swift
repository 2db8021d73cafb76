import Testing

@testable import Transport

@Suite struct QueueTests {
    @Test func theFirstInIsTheFirstOut() {
        var queue = Queue<Int>()
        var (next, expected) = (0, 0)
        for round in 0..<500 {
            for _ in 0..<(round % 7) {
                queue.append(next)
                next += 1
            }
            for _ in 0..<(round % 5) where expected < next {
                #expect(queue.popFirst() == expected)
                expected += 1
            }
        }
        while expected < next {
            #expect(queue.popFirst() == expected)
            expected += 1
        }
        #expect(queue.popFirst() == nil)
    }

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
}
