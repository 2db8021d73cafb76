/// Whether something holds, where that can't always be found out: Kleene's strong logic of three values.
///
/// What can't be judged neither holds nor fails, and stays so through every `not`.
package enum Truth: Sendable, Hashable {
    case holds
    case fails
    /// A search or an evaluation was given up at its limit.
    case undecided

    /// Whether all of `parts` hold: the first that fails decides.
    package static func all<Parts: Sequence>(_ parts: Parts, _ truth: (Parts.Element) -> Truth) -> Truth {
        var result = Truth.holds
        for part in parts {
            switch truth(part) {
            case .holds: continue
            case .fails: return .fails
            case .undecided: result = .undecided
            }
        }
        return result
    }
}

/// What came of asking a matcher about a value.
package enum MatchOutcome: Sendable {
    case holds
    case fails(Mismatch)
    /// It can't be judged; the mismatch says why.
    case undecided(Mismatch)

    /// Why it isn't known to hold; `nil` when it holds.
    package var mismatch: Mismatch? {
        switch self {
        case .holds: nil
        case .fails(let mismatch), .undecided(let mismatch): mismatch
        }
    }

    /// The same with another mismatch.
    package func map(_ change: (Mismatch) -> Mismatch) -> MatchOutcome {
        switch self {
        case .holds: .holds
        case .fails(let mismatch): .fails(change(mismatch))
        case .undecided(let mismatch): .undecided(change(mismatch))
        }
    }

    /// Whether all of `parts` hold: the first that fails decides, after it the first that can't be judged.
    static func all<Parts: Sequence>(_ parts: Parts, _ outcome: (Parts.Element) -> MatchOutcome) -> MatchOutcome {
        var result = MatchOutcome.holds
        for part in parts {
            switch (outcome(part), result) {
            case (.holds, _), (.undecided, .undecided), (.undecided, .fails): continue
            case (.fails(let mismatch), _): return .fails(mismatch)
            case (.undecided(let mismatch), .holds): result = .undecided(mismatch)
            }
        }
        return result
    }

    /// Whether one of `parts` holds; when none does, and none is open, `mismatch` says so.
    static func any<Parts: Sequence>(
        _ parts: Parts,
        orElse mismatch: @autoclosure () -> Mismatch,
        _ outcome: (Parts.Element) -> MatchOutcome
    ) -> MatchOutcome {
        var open: Mismatch?
        for part in parts {
            switch outcome(part) {
            case .holds: return .holds
            case .fails: continue
            case .undecided(let mismatch): open = open ?? mismatch
            }
        }
        return open.map(MatchOutcome.undecided) ?? .fails(mismatch())
    }
}
