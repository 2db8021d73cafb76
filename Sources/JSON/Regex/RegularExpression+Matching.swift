extension RegularExpression {
    /// Whether some part of the text matches.
    ///
    /// A search that reaches ``defaultStepLimit`` counts as one without a match; only patterns with backreferences or
    /// lookaround, and texts of megabytes, can come so far. ``search(_:stepLimit:)`` reports it instead.
    public func matches(in text: String) -> Bool {
        (try? search(text)) ?? false
    }

    /// Whether the whole text matches; see ``matches(in:)`` for the limit and ``searchWhole(_:stepLimit:)``.
    public func wholeMatches(_ text: String) -> Bool {
        (try? searchWhole(text)) ?? false
    }

    /// The leftmost match, with the text of its groups; see ``matches(in:)`` for the limit.
    public func firstMatch(in text: String) -> RegularExpressionMatch? {
        (try? firstMatch(in: text, stepLimit: Self.defaultStepLimit)) ?? nil
    }

    /// Whether some part of the text matches. Throws an error of kind `stepLimit` when that isn't known after
    /// `stepLimit` steps.
    public func search(_ text: String, stepLimit: Int = defaultStepLimit) throws(RegularExpressionError) -> Bool {
        var steps = stepLimit
        do { return try decide(text, .search, steps: &steps) } catch { throw limitError(stepLimit) }
    }

    /// Whether the whole text matches. Throws an error of kind `stepLimit` when that isn't known after `stepLimit`
    /// steps.
    public func searchWhole(_ text: String, stepLimit: Int = defaultStepLimit) throws(RegularExpressionError) -> Bool {
        var steps = stepLimit
        do { return try decide(text, .whole, steps: &steps) } catch { throw limitError(stepLimit) }
    }

    /// Whether the text or a part of it matches; takes what a search costs from `steps`, unless an automaton answers.
    func decide(
        _ text: String,
        _ mode: RegexAutomaton.Mode,
        usesAutomaton: Bool = true,
        steps: inout Int
    ) throws(Backtracker.StepLimitReached) -> Bool {
        let automaton = usesAutomaton ? automata.automaton(mode, of: parsed.root) : nil
        var text = text
        let limit = steps
        let answer: Bool? = text.withUTF8 { bytes in
            let text = UTF8Text(bytes: bytes)
            if let automaton { return automaton.matches(text) }
            var backtracker = Backtracker(program, text: text, stepLimit: limit, isWhole: mode == .whole)
            defer { steps = max(0, backtracker.stepsLeft) }
            do { return try backtracker.search() != nil } catch { return nil }
        }
        guard let answer else { throw Backtracker.StepLimitReached() }
        return answer
    }

    /// The leftmost match, with the text of its groups. Throws an error of kind `stepLimit` when it isn't known after
    /// `stepLimit` steps.
    public func firstMatch(
        in text: String,
        stepLimit: Int
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        var text = text
        let match: RegularExpressionMatch?? = text.withUTF8 { bytes in
            let text = UTF8Text(bytes: bytes)
            var backtracker = Backtracker(program, text: text, stepLimit: stepLimit)
            do {
                guard let range = try backtracker.search() else { return .some(nil) }
                return self.match(range, slots: backtracker.slots, in: text)
            } catch {
                return nil
            }
        }
        guard let match else { throw limitError(stepLimit) }
        return match
    }

    private func match(_ range: Range<Int>, slots: [Int], in text: UTF8Text) -> RegularExpressionMatch {
        let groups = (0..<program.groupCount).map { group -> String? in
            let (start, end) = (slots[2 * group + 2], slots[2 * group + 3])
            return start >= 0 && end >= start ? text.string(start..<end) : nil
        }
        return RegularExpressionMatch(
            range: range,
            text: text.string(range),
            groups: groups,
            groupNames: parsed.groupNames
        )
    }

    private func limitError(_ stepLimit: Int) -> RegularExpressionError {
        RegularExpressionError(
            kind: .stepLimit,
            pattern: pattern,
            offset: 0,
            length: pattern.unicodeScalars.count,
            found: "none after \(stepLimit) steps",
            expected: "an answer from the regular expression `\(pattern)`",
            hint: "avoid backreferences, and repetitions inside repetitions or lookaround"
        )
    }
}
