import Decoding
package import JSON
import Patterns

extension Matcher {
    /// Whether it holds for `value`, which stands at `pointer`; `nil` is a value that isn't there.
    package func judge(
        _ value: JSONValue?,
        at pointer: JSONPointer = JSONPointer(),
        _ context: MatchContext
    ) -> MatchOutcome {
        switch self {
        case .exists(let wanted): return (value != nil) == wanted ? .passes : fail(value, pointer)
        case .not(let matcher):
            // What isn't there equals nothing, matches nothing: `not` holds for it, as a reader would say.
            var context = context
            context.isNegated.toggle()
            switch matcher.judge(value, at: pointer, context) {
            case .passes: return fail(value, pointer)
            case .fails: return .passes
            case .undecided(var mismatch):
                mismatch.expected = description
                return .undecided(mismatch)
            }
        case .all(let matchers): return .all(matchers) { $0.judge(value, at: pointer, context) }
        case .any(let matchers):
            return .any(matchers, orElse: mismatch(value, pointer)) { $0.judge(value, at: pointer, context) }
        case .equals, .oneOf, .matches, .contains, .startsWith, .endsWith, .type, .compare, .length, .each, .date:
            guard let value else { return fail(nil, pointer) }
            return judge(present: value, at: pointer, context)
        case .deferred:
            return .undecided(Mismatch(expected: description, found: "a value that isn't known", pointer: pointer))
        }
    }

    private func judge(present value: JSONValue, at pointer: JSONPointer, _ context: MatchContext) -> MatchOutcome {
        switch self {
        case .equals(let wanted): return equality(wanted, value, pointer, context)
        case .oneOf(let wanted): return when(wanted.contains { Self.isEqual($0, value, context) }, value, pointer)
        case .matches(let expression, _): return match(expression, value, pointer, context)
        case .startsWith(let text): return when(Self.bytes(value)?.starts(with: text.utf8), value, pointer)
        case .endsWith(let text):
            return when(Self.bytes(value)?.reversed().starts(with: text.utf8.reversed()), value, pointer)
        case .contains(let inner): return containment(inner, value, pointer, context)
        case .type(let types): return when(types.contains { $0.holds(value) }, value, pointer)
        case .compare(let comparison, let bound):
            let number = value.number ?? (context.isText ? value.string.flatMap(JSONNumber.init(literal:)) : nil)
            return number.map { when(comparison.holds($0, bound), value, pointer) }
                ?? incomparable(value, "no number", pointer, context)
        case .length(let inner): return length(inner, value, pointer, context)
        case .each(let inner):
            guard let elements = value.array else { return fail(value, pointer) }
            return .all(elements.enumerated()) { index, element in
                inner.judge(element, at: pointer.appending("\(index)"), context)
            }
        case .date(let date):
            guard date.reads(value) else { return fail(value, pointer) }
            guard let problem = date.problem(with: value, now: context.now) else { return .passes }
            return .fails(
                Mismatch(expected: description, found: "\(problem): \(ValueText.short(value))", pointer: pointer)
            )
        case .not, .exists, .all, .any, .deferred: return judge(value, at: pointer, context)
        }
    }

    private func match(
        _ expression: RegularExpression,
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> MatchOutcome {
        guard let text = value.string else { return fail(value, pointer) }
        do throws(RegularExpressionError) {
            return when(try expression.search(text, stepLimit: context.patternSteps), value, pointer)
        } catch {
            let hint = error.hint.map { " (\($0))" } ?? ""
            return .undecided(
                Mismatch(expected: description, found: "no answer: \(error.found)\(hint)", pointer: pointer)
            )
        }
    }

    private func equality(
        _ wanted: JSONValue,
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> MatchOutcome {
        if Self.isEqual(wanted, value, context) { return .passes }
        var mismatch = mismatch(value, pointer)
        switch (wanted, value) {
        case (.object, .object), (.array, .array): mismatch.diff = JSONDiff.text(expected: wanted, found: value)
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.object, _), (.array, _): break
        }
        return .fails(mismatch)
    }

    private func containment(
        _ inner: Matcher,
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> MatchOutcome {
        switch value {
        case .array(let elements):
            return .any(elements, orElse: mismatch(value, pointer)) { inner.judge($0, context) }
        case .string(let text):
            guard case .equals(let part) = inner else { return fail(value, pointer) }
            return when(ByteSearch.contains(Array(text.utf8), Array(part.plainText.utf8)), value, pointer)
        case .null, .bool, .number, .object: return fail(value, pointer)
        }
    }

    private func length(
        _ inner: Matcher,
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> MatchOutcome {
        let length: Int
        switch value {
        case .string(let text): length = text.unicodeScalars.count
        case .array(let elements): length = elements.count
        case .object(let object): length = object.count
        case .null, .bool, .number: return incomparable(value, "nothing that has a length", pointer, context)
        }
        return inner.judge(.number(JSONNumber(length)), at: pointer, context).map { mismatch in
            var mismatch = mismatch
            mismatch.expected = "length: \(mismatch.expected)"
            mismatch.found = "\(length), the length of \(ValueText.short(value))"
            return mismatch
        }
    }

    /// A value that can't be compared as is asked: wrong, and no answer where the question is whether it is wrong. Null
    /// is as good as nothing.
    private func incomparable(
        _ value: JSONValue,
        _ lack: String,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> MatchOutcome {
        guard context.isNegated, value != .null else { return fail(value, pointer) }
        let found = "no answer: \(ValueText.described(value)) is \(lack)"
        return .undecided(Mismatch(expected: description, found: found, pointer: pointer))
    }

    private func when(_ passes: Bool?, _ value: JSONValue, _ pointer: JSONPointer) -> MatchOutcome {
        passes == true ? .passes : fail(value, pointer)
    }

    private func fail(_ value: JSONValue?, _ pointer: JSONPointer) -> MatchOutcome {
        .fails(mismatch(value, pointer))
    }

    private func mismatch(_ value: JSONValue?, _ pointer: JSONPointer) -> Mismatch {
        Mismatch(expected: description, found: value.map(ValueText.described) ?? "nothing", pointer: pointer)
    }

    private static func isEqual(_ wanted: JSONValue, _ value: JSONValue, _ context: MatchContext) -> Bool {
        if wanted == value { return true }
        guard context.isText, let text = value.string else { return false }
        return text.utf8.elementsEqual(wanted.plainText.utf8)
    }

    private static func bytes(_ value: JSONValue) -> String.UTF8View? { value.string?.utf8 }
}

/// Whether something holds, where that can't always be found out: Kleene's strong logic of three values.
///
/// What can't be judged neither holds nor fails, and stays so through every `not`.
package enum Truth: Sendable, Hashable {
    case passes
    case fails
    /// A search or an evaluation was given up at its limit.
    case undecided

    /// Whether all of `parts` hold: the first that fails decides.
    package static func all<Parts: Sequence>(_ parts: Parts, _ truth: (Parts.Element) -> Truth) -> Truth {
        var result = Truth.passes
        for part in parts {
            switch truth(part) {
            case .passes: continue
            case .fails: return .fails
            case .undecided: result = .undecided
            }
        }
        return result
    }
}

/// What came of asking a matcher about a value.
package enum MatchOutcome: Sendable {
    case passes
    case fails(Mismatch)
    /// It can't be judged; the mismatch says why.
    case undecided(Mismatch)

    /// Why it isn't known to hold; `nil` when it holds.
    package var mismatch: Mismatch? {
        switch self {
        case .passes: nil
        case .fails(let mismatch), .undecided(let mismatch): mismatch
        }
    }

    /// The same with another mismatch.
    package func map(_ change: (Mismatch) -> Mismatch) -> MatchOutcome {
        switch self {
        case .passes: .passes
        case .fails(let mismatch): .fails(change(mismatch))
        case .undecided(let mismatch): .undecided(change(mismatch))
        }
    }

    /// Whether all of `parts` hold: the first that fails decides, after it the first that can't be judged.
    package static func all<Parts: Sequence>(_ parts: Parts, _ outcome: (Parts.Element) -> MatchOutcome) -> MatchOutcome
    {
        var result = MatchOutcome.passes
        for part in parts {
            switch (outcome(part), result) {
            case (.passes, _), (.undecided, .undecided), (.undecided, .fails): continue
            case (.fails(let mismatch), _): return .fails(mismatch)
            case (.undecided(let mismatch), .passes): result = .undecided(mismatch)
            }
        }
        return result
    }

    /// Whether one of `parts` holds; when none does, and none is open, `mismatch` says so.
    package static func any<Parts: Sequence>(
        _ parts: Parts,
        orElse mismatch: @autoclosure () -> Mismatch,
        _ outcome: (Parts.Element) -> MatchOutcome
    ) -> MatchOutcome {
        var open: Mismatch?
        for part in parts {
            switch outcome(part) {
            case .passes: return .passes
            case .fails: continue
            case .undecided(let mismatch): open = open ?? mismatch
            }
        }
        return open.map(MatchOutcome.undecided) ?? .fails(mismatch())
    }
}

/// Whether bytes hold other bytes.
package enum ByteSearch {
    package static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { start in
            bytes[start] == first && bytes[start..<(start + part.count)].elementsEqual(part)
        }
    }
}
