/// A date written in a format, perhaps bounded by the time of the judgement.
public struct DateMatcher: Sendable {
    var format: DateFormat
    /// In nanoseconds.
    var notOlderThan: UInt64?
    var notInFuture: Bool

    /// What is wrong with `text`, seen at `now` (milliseconds since 1970); `nil` when nothing is.
    func problem(with text: String, now: Int64) -> String? {
        guard let time = format.unixMilliseconds(from: text) else { return "a text that isn't \(format.pattern)" }
        // A format in whole seconds hides up to a second: what was written in this very second isn't in the future.
        if notInFuture, time > now { return "a date \(Quantity.describe(milliseconds: time - now)) in the future" }
        if let notOlderThan, now - time > Int64(clamping: notOlderThan / 1_000_000) {
            return "a date \(Quantity.describe(milliseconds: now - time)) old"
        }
        return nil
    }

    var words: String {
        var words = "a date \(format.pattern)"
        if let notOlderThan { words += ", not older than \(Quantity.describe(nanoseconds: notOlderThan))" }
        if notInFuture { words += ", not in the future" }
        return words
    }
}
