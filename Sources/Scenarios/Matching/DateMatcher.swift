import JSON

/// A date written in a format, perhaps bounded by the time of the judgement.
public struct DateMatcher: Sendable {
    var format: DateFormat
    /// In nanoseconds.
    var notOlderThan: UInt64?
    var notInFuture: Bool

    /// Whether `value` is of a kind that can be a date in the format: a text, or a number where the format is one (as a
    /// NumericDate is, RFC 7519, section 2).
    func reads(_ value: JSONValue) -> Bool {
        switch value {
        case .string: true
        case .number: format.isNumber
        case .null, .bool, .array, .object: false
        }
    }

    /// What is wrong with `value`, seen at `now` (milliseconds since 1970); `nil` when nothing is.
    func problem(with value: JSONValue, now: Int64) -> String? {
        guard let time = time(of: value) else {
            return "a \(value.string == nil ? "number" : "text") that isn't \(format.pattern)"
        }
        // A format in whole seconds hides up to a second: what was written in this very second isn't in the future.
        if notInFuture, time > now { return "a date \(Quantity.describe(milliseconds: time - now)) in the future" }
        if let notOlderThan, time < now, now - time > Int64(clamping: notOlderThan / 1_000_000) {
            return "a date \(Quantity.describe(milliseconds: now - time)) old"
        }
        return nil
    }

    private func time(of value: JSONValue) -> Int64? {
        switch value {
        case .string(let text): format.unixMilliseconds(from: text)
        case .number(let number): format.unixMilliseconds(from: number)
        case .null, .bool, .array, .object: nil
        }
    }

    var words: String {
        var words = "a date \(format.pattern)"
        if let notOlderThan { words += ", not older than \(Quantity.describe(nanoseconds: notOlderThan))" }
        if notInFuture { words += ", not in the future" }
        return words
    }
}
