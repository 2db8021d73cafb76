import Measurement
import Testing

@Suite struct ReplayedArrivalsTests {
    @Test func timestampsAreSortedAndBeginWithTheFirst() {
        #expect(first(5, of: ReplayedArrivals([900, 500, 700, 700])) == [0, 200, 200, 400, .max])
        #expect(first(1, of: ReplayedArrivals([])) == [.max])
    }

    @Test func anOriginCutsWhatLiesBefore() {
        #expect(first(3, of: ReplayedArrivals([900, 500, 700], origin: 600)) == [100, 300, .max])
        #expect(first(3, of: ReplayedArrivals([900, 500], origin: 0)) == [500, 900, .max])
    }

    @Test func timeCanBeStretched() {
        #expect(first(3, of: ReplayedArrivals([10, 13, 20], scale: 2)) == [0, 6, 20])
        #expect(first(3, of: ReplayedArrivals([10, 13, 20], scale: 0.5)) == [0, 2, 5])
    }

    @Test func theCountIsThatOfTheTimesBefore() {
        let process = ReplayedArrivals([10, 13, 13, 20], origin: 0)
        #expect([0, 10, 11, 13, 14, 20, 21, .max].map(process.expected) == [0, 0, 1, 1, 3, 3, 4, 4])
    }

    @Test func sharesTakeTurns() {
        let shares = (0..<3).map { ReplayedArrivals([1, 2, 3, 4, 5], origin: 0, share: ArrivalShare($0, of: 3)) }
        #expect(shares.map { first(3, of: $0) } == [[1, 4, .max], [2, 5, .max], [3, .max, .max]])
        #expect(shares.map { $0.expected(by: 5) } == [2, 1, 1])
    }
}
