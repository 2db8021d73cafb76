import Measurement
import Testing

@testable import LoadEngine

struct TimerHeapTests {
    @Test func timers() {
        var random = SplitMix64(seed: 9)
        var heap = TimerHeap(capacity: 1000)
        defer { heap.free() }
        var expected: [UInt64] = []
        for slot in 0..<1000 {
            let instant = random.next() % 500
            heap.insert(slot, at: instant)
            expected.append(instant)
        }
        var seen: [UInt64] = []
        var slots: Set<Int> = []
        while heap.count > 0 {
            let (slot, instant) = heap.removeFirst()
            #expect(expected[slot] == instant)
            seen.append(instant)
            slots.insert(slot)
        }
        #expect(seen == expected.sorted())
        #expect(slots.count == 1000)
        #expect(heap.first == .max)
    }
}
