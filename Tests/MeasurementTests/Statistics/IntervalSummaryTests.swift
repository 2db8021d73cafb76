import Measurement
import Testing

@Suite struct IntervalSummaryTests {
    @Test func ratesAreASecond() {
        let row = IntervalSummary(start: 0, length: 500_000_000, offered: 100, sent: 90, unsent: 10, completed: 80)
        #expect(row.offeredRate == 200)
        #expect(row.sentRate == 180)
        #expect(row.goodput == 160)
    }

    @Test func anIntervalOfNoLengthHasNoRate() {
        #expect(IntervalSummary(start: 5, length: 0, offered: 3).offeredRate == 0)
    }
}
