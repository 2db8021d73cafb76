/// A time in which a mock stands still: all its work goes on afterwards from where it was.
///
/// The mock works by a clock that stands still meanwhile. For an instant `t` of the real clock it shows t before the freeze, the
/// freeze's beginning during it, and t less the freeze's length after it. Times are in nanoseconds.
struct Freeze: Sendable, Hashable {
    /// From the first request to the standstill.
    let after: Int64
    /// How long it lasts.
    let length: Int64

    /// What the mock's clock shows at `instant`, both counted from the first request.
    func shown(at instant: Int64) -> Int64 {
        instant < after ? instant : max(after, instant - length)
    }

    /// The first instant at which something due at `time` of the mock's clock can happen: the end of the freeze for what is due
    /// just at its beginning.
    func instant(showing time: Int64) -> Int64 {
        guard time >= after else { return time }
        let (instant, overflows) = time.addingReportingOverflow(length)
        return overflows ? .max : instant
    }
}
