extension RegularExpression {
    /// Whether some part of the text matches.
    ///
    /// - Throws: An error of kind `limit` when that isn't known after `stepLimit` steps, or in the memory that a search
    ///   may take. Only patterns with backreferences or lookaround, and texts of megabytes, can come so far.
    public func search(_ text: String, stepLimit: Int = defaultStepLimit) throws(RegularExpressionError) -> Bool {
        var steps = stepLimit
        do { return try decide(text, .search, steps: &steps) } catch { throw limitError(error, stepLimit) }
    }

    /// Whether the whole text matches; see ``search(_:stepLimit:)`` for the limit.
    public func searchWhole(_ text: String, stepLimit: Int = defaultStepLimit) throws(RegularExpressionError) -> Bool {
        var steps = stepLimit
        do { return try decide(text, .whole, steps: &steps) } catch { throw limitError(error, stepLimit) }
    }

    /// Whether the text or a part of it matches; takes what a search costs from `steps`, unless an automaton answers.
    func decide(
        _ text: String,
        _ mode: RegexAutomaton.Mode,
        usesAutomaton: Bool = true,
        steps: inout Int
    ) throws(Backtracker.LimitReached) -> Bool {
        let automaton = usesAutomaton ? automata.automaton(mode, of: parsed.root) : nil
        var text = text
        let limit = steps
        var stepsLeft = steps
        let answer = text.withUTF8 { bytes -> Result<Bool, Backtracker.LimitReached> in
            let text = UTF8Text(bytes: bytes)
            if let automaton { return .success(automaton.matches(text)) }
            var backtracker = Backtracker(program, text: text, stepLimit: limit, isWhole: mode == .whole)
            defer { stepsLeft = max(0, backtracker.stepsLeft) }
            return Result { () throws(Backtracker.LimitReached) in try backtracker.search() != nil }
        }
        steps = stepsLeft
        return try answer.get()
    }

    /// The leftmost match, with the text of its groups; see ``search(_:stepLimit:)`` for the limit.
    public func firstMatch(
        in text: String,
        stepLimit: Int = defaultStepLimit
    ) throws(RegularExpressionError) -> RegularExpressionMatch? {
        var text = text
        let match = text.withUTF8 { bytes -> Result<RegularExpressionMatch?, Backtracker.LimitReached> in
            let text = UTF8Text(bytes: bytes)
            var backtracker = Backtracker(program, text: text, stepLimit: stepLimit)
            return Result { () throws(Backtracker.LimitReached) in
                try backtracker.search().map { self.match($0, slots: backtracker.slots, in: text) }
            }
        }
        do { return try match.get() } catch { throw limitError(error, stepLimit) }
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

    private func limitError(_ reached: Backtracker.LimitReached, _ stepLimit: Int) -> RegularExpressionError {
        RegularExpressionError(
            kind: .limit,
            pattern: pattern,
            offset: 0,
            length: pattern.unicodeScalars.count,
            found: "none after \(reached == .steps ? "\(stepLimit) steps" : "\(Backtracker.stackLimit) open choices")",
            expected: "an answer from the regular expression `\(pattern)`",
            hint: "avoid backreferences, and repetitions inside repetitions or lookaround"
        )
    }
}
