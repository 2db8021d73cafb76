import Decoding
package import JSON
package import Patterns
package import Quantities

/// What a value must be like.
package indirect enum Matcher: Sendable {
    /// Equal under the JSON data model.
    case equals(JSONValue)
    /// The inner matcher doesn't hold.
    case not(Matcher)
    /// Equal to one of the values.
    case oneOf([JSONValue])
    /// A string in which the regular expression is found.
    case matches(RegularExpression, source: String)
    /// A string that holds the text, or a list with an element for which the matcher holds.
    case contains(Matcher)
    /// A string that begins so.
    case startsWith(String)
    /// A string that ends so.
    case endsWith(String)
    /// There is a value, or there is none.
    case exists(Bool)
    /// Of one of the types.
    case type([JSONType])
    /// A number that compares so.
    case compare(Comparison, JSONNumber)
    /// Its length: Unicode scalars of a string, elements of a list, members of an object.
    case length(Matcher)
    /// Every element of the list.
    case each(Matcher)
    /// A string that is a date.
    case date(DateMatcher)
    /// All hold.
    case all([Matcher])
    /// At least one holds.
    case any([Matcher])
    /// Known only while running: when a file is checked nothing is judged by it.
    case deferred

    /// Whether the answer may change with time alone.
    package var dependsOnTime: Bool {
        switch self {
        case .date, .deferred: true
        case .not(let inner), .contains(let inner), .length(let inner), .each(let inner): inner.dependsOnTime
        case .all(let matchers), .any(let matchers): matchers.contains(where: \.dependsOnTime)
        case .equals, .oneOf, .matches, .startsWith, .endsWith, .exists, .type, .compare: false
        }
    }
}

/// An order between numbers.
package enum Comparison: String, Sendable, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    package func holds(_ one: JSONNumber, _ other: JSONNumber) -> Bool {
        switch self {
        case .less: one < other
        case .lessOrEqual: one <= other
        case .greater: one > other
        case .greaterOrEqual: one >= other
        }
    }
}

/// The types that a matcher names: JSON's kinds, and `integer` for a number without a fraction.
package enum JSONType: String, Sendable, CaseIterable {
    case string
    case number
    case integer
    case boolean
    case null
    case array
    case object

    package func holds(_ value: JSONValue) -> Bool {
        switch value {
        case .null: self == .null
        case .bool: self == .boolean
        case .number(let number): self == .number || self == .integer && number.isInteger
        case .string: self == .string
        case .array: self == .array
        case .object: self == .object
        }
    }
}

/// A date written in a format, perhaps bounded by the time of the judgement.
package struct DateMatcher: Sendable {
    package var format: DateFormat
    /// In nanoseconds.
    var notOlderThan: UInt64?
    var notInFuture: Bool

    /// Whether `value` is of a kind that can be a date in the format: a text, or a number where the format is one (as a
    /// NumericDate is, RFC 7519, section 2).
    package func reads(_ value: JSONValue) -> Bool {
        switch value {
        case .string: true
        case .number: format.isNumber
        case .null, .bool, .array, .object: false
        }
    }

    /// What is wrong with `value`, seen at `now` (milliseconds since 1970); `nil` when nothing is.
    package func problem(with value: JSONValue, now: Int64) -> String? {
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

    package var description: String {
        var description = "a date \(format.pattern)"
        if let notOlderThan { description += ", not older than \(Quantity.describe(nanoseconds: notOlderThan))" }
        if notInFuture { description += ", not in the future" }
        return description
    }
}

/// Why a matcher doesn't hold.
package struct Mismatch: Sendable {
    /// What was sought, in words.
    package var expected: String
    /// What was found, in words.
    package var found: String
    /// Where inside the value.
    package var pointer: JSONPointer
    /// Lines that begin with `-` and `+`, when the words don't say it all.
    package var diff = ""

    /// What was sought, what was found, and where inside the value.
    package init(expected: String, found: String, pointer: JSONPointer, diff: String = "") {
        self.expected = expected
        self.found = found
        self.pointer = pointer
        self.diff = diff
    }
}

/// What a judgement depends on besides the value.
package struct MatchContext: Sendable {
    /// The time of the judgement: milliseconds since 1970-01-01T00:00:00Z.
    package var now: Int64
    /// Whether values are texts of a protocol (header fields, query values), so that numbers are read from and
    /// compared as text.
    package var isText: Bool
    /// Whether it is asked within a `not`, where what can't be compared would pass for that alone.
    var isNegated = false
    /// How many steps the search of a regular expression may take.
    package var patternSteps: Int?

    /// A context.
    package init(now: Int64, isText: Bool = false) {
        self.now = now
        self.isText = isText
    }
}

extension Matcher {
    /// What it seeks, in words for a report.
    package var description: String {
        switch self {
        case .equals(let value): ValueText.short(value)
        case .not(let matcher): "not \(matcher.description)"
        case .oneOf(let values): "one of \(values.map(ValueText.short).joined(separator: ", "))"
        case .matches(_, let source): "a text that matches /\(source)/"
        case .contains(let matcher): "something that contains \(matcher.description)"
        case .startsWith(let text): "a text that starts with \(ValueText.quoted(text))"
        case .endsWith(let text): "a text that ends with \(ValueText.quoted(text))"
        case .exists(let wanted): wanted ? "some value" : "nothing"
        case .type(let types): types.map { Self.article($0) }.joined(separator: " or ")
        case .compare(let comparison, let bound): "a number \(comparison.rawValue) \(bound.literal)"
        case .length(let matcher): "length \(matcher.description)"
        case .each(let matcher): "a list in which each element is \(matcher.description)"
        case .date(let date): date.description
        case .all(let matchers): matchers.map(\.description).joined(separator: " and ")
        case .any(let matchers): matchers.map(\.description).joined(separator: " or ")
        case .deferred: "a value known while running"
        }
    }

    /// Whether it is about there being a value at all, which for a list of nodes means that it isn't empty.
    package var asksForExistence: Bool {
        switch self {
        case .exists: true
        case .not(let matcher): matcher.asksForExistence
        case .all(let matchers), .any(let matchers): matchers.contains(where: \.asksForExistence)
        case .equals, .oneOf, .matches, .contains, .startsWith, .endsWith, .type, .compare, .length, .each, .date,
            .deferred:
            false
        }
    }

    private static func article(_ type: JSONType) -> String {
        switch type {
        case .null: "null"
        case .integer, .array, .object: "an \(type.rawValue)"
        case .string, .number, .boolean: "a \(type.rawValue)"
        }
    }
}
