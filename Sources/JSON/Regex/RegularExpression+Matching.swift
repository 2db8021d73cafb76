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
    public func search(
        _ text: String,
        stepLimit: Int = defaultStepLimit
    ) throws(RegularExpressionError) -> Bool {
        let automaton = automata.automaton(.search, of: parsed.root)
        return try run(text, stepLimit) { text throws(Backtracker.StepLimitReached) in
            if let automaton { return automaton.matches(text) }
            var backtracker = Backtracker(program, text: text, stepLimit: stepLimit)
            return try backtracker.search() != nil
        }
    }

    /// Whether the whole text matches. Throws an error of kind `stepLimit` when that isn't known after `stepLimit`
    /// steps.
    public func searchWhole(
        _ text: String,
        stepLimit: Int = defaultStepLimit
    ) throws(RegularExpressionError) -> Bool {
        let automaton = automata.automaton(.whole, of: parsed.root)
        return try run(text, stepLimit) { text throws(Backtracker.StepLimitReached) in
            if let automaton { return automaton.matches(text) }
            var backtracker = Backtracker(program, text: text, stepLimit: stepLimit, isWhole: true)
            return try backtracker.search() != nil
        }
    }

    /// The leftmost match, with the text of its groups. Throws an error of kind `stepLimit` when it isn't known after
    /// `stepLimit` steps.
    public func firstMatch(
        in text: String,
        stepLimit: Int
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        try run(text, stepLimit) { text throws(Backtracker.StepLimitReached) in
            var backtracker = Backtracker(program, text: text, stepLimit: stepLimit)
            guard let range = try backtracker.search() else { return nil }
            let slots = backtracker.slots
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
    }

    private func run<Answer>(
        _ text: String,
        _ stepLimit: Int,
        _ body: (UTF8Text) throws(Backtracker.StepLimitReached) -> Answer
    ) throws(RegularExpressionError) -> Answer {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(Backtracker.StepLimitReached) in try body(UTF8Text(bytes: bytes)) }
        }
        switch result {
        case .success(let answer): return answer
        case .failure:
            throw RegularExpressionError(
                kind: .stepLimit,
                pattern: pattern,
                offset: 0,
                found: "none after \(stepLimit) steps",
                expected: "an answer from the regular expression `\(pattern)`",
                hint: "avoid backreferences, and repetitions inside repetitions or lookaround"
            )
        }
    }
}
