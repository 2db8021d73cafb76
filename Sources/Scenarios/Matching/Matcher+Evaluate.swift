public import JSON

extension Matcher {
    /// Whether it holds for `value`; `nil` is a value that isn't there.
    public func holds(_ value: JSONValue?, _ context: MatchContext) -> Bool {
        mismatch(value, at: JSONPointer(), context) == nil
    }

    /// Why it doesn't hold for `value`, which stands at `pointer`; `nil` when it holds.
    public func mismatch(_ value: JSONValue?, at pointer: JSONPointer, _ context: MatchContext) -> Mismatch? {
        switch self {
        case .deferred: return nil
        case .exists(let wanted):
            return (value != nil) == wanted ? nil : fail(value, pointer)
        case .not(let matcher):
            // What isn't there equals nothing, matches nothing: `not` holds for it, as a reader would say.
            return matcher.holds(value, context) ? fail(value, pointer) : nil
        case .all(let matchers):
            return matchers.lazy.compactMap { $0.mismatch(value, at: pointer, context) }.first
        case .any(let matchers):
            return matchers.contains { $0.holds(value, context) } ? nil : fail(value, pointer)
        default:
            guard let value else { return fail(nil, pointer) }
            return mismatch(present: value, at: pointer, context)
        }
    }

    private func mismatch(present value: JSONValue, at pointer: JSONPointer, _ context: MatchContext) -> Mismatch? {
        switch self {
        case .equals(let wanted): return equality(wanted, value, pointer, context)
        case .oneOf(let wanted):
            return wanted.contains { Self.isEqual($0, value, context) } ? nil : fail(value, pointer)
        case .matches(let expression, _):
            return value.string.map(expression.matches(in:)) == true ? nil : fail(value, pointer)
        case .startsWith(let text):
            return Self.bytes(value)?.starts(with: text.utf8) == true ? nil : fail(value, pointer)
        case .endsWith(let text):
            return Self.bytes(value)?.reversed().starts(with: text.utf8.reversed()) == true ? nil : fail(value, pointer)
        case .contains(let inner): return containment(inner, value, pointer, context)
        case .type(let types): return types.contains { $0.holds(value) } ? nil : fail(value, pointer)
        case .compare(let comparison, let bound):
            let number = value.number ?? (context.isText ? value.string.flatMap(JSONNumber.init(literal:)) : nil)
            return number.map { comparison.holds($0, bound) } == true ? nil : fail(value, pointer)
        case .length(let inner): return length(inner, value, pointer, context)
        case .each(let inner):
            guard let elements = value.array else { return fail(value, pointer) }
            return elements.enumerated().lazy.compactMap { index, element in
                inner.mismatch(element, at: pointer.appending("\(index)"), context)
            }.first
        case .date(let date):
            guard let text = value.string else { return fail(value, pointer) }
            return date.problem(with: text, now: context.now).map { problem in
                Mismatch(expected: words, found: "\(problem): \(ValueText.short(value))", pointer: pointer)
            }
        default: return nil
        }
    }

    private func equality(
        _ wanted: JSONValue,
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> Mismatch? {
        if Self.isEqual(wanted, value, context) { return nil }
        var mismatch = fail(value, pointer)
        switch (wanted, value) {
        case (.object, .object), (.array, .array): mismatch.diff = JSONDiff.text(expected: wanted, found: value)
        default: break
        }
        return mismatch
    }

    private func containment(
        _ inner: Matcher,
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> Mismatch? {
        switch value {
        case .array(let elements):
            return elements.contains { inner.holds($0, context) } ? nil : fail(value, pointer)
        case .string(let text):
            guard case .equals(let part) = inner else { return fail(value, pointer) }
            return ByteSearch.contains(Array(text.utf8), Array(part.plainText.utf8)) ? nil : fail(value, pointer)
        default: return fail(value, pointer)
        }
    }

    private func length(
        _ inner: Matcher,
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ context: MatchContext
    ) -> Mismatch? {
        let length: Int
        switch value {
        case .string(let text): length = text.unicodeScalars.count
        case .array(let elements): length = elements.count
        case .object(let object): length = object.count
        default: return fail(value, pointer)
        }
        guard var mismatch = inner.mismatch(.number(JSONNumber(length)), at: pointer, context) else { return nil }
        mismatch.expected = "length: \(mismatch.expected)"
        mismatch.found = "\(length), the length of \(ValueText.short(value))"
        return mismatch
    }

    private func fail(_ value: JSONValue?, _ pointer: JSONPointer) -> Mismatch {
        Mismatch(expected: words, found: value.map(ValueText.described) ?? "nothing", pointer: pointer)
    }

    private static func isEqual(_ wanted: JSONValue, _ value: JSONValue, _ context: MatchContext) -> Bool {
        if wanted == value { return true }
        guard context.isText, let text = value.string else { return false }
        return text.utf8.elementsEqual(wanted.plainText.utf8)
    }

    private static func bytes(_ value: JSONValue) -> String.UTF8View? { value.string?.utf8 }
}
