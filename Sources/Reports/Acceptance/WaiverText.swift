import Results

/// What every report says of a waiver.
extension WaiverResult {
    /// What became of it, what it is about, until when, and who answers for it. What nobody has of what it names is
    /// said as its finding says it.
    var line: String {
        let why = unknown.map { ": \($0)" } ?? ""
        return "\(state.description): \(waiver.subject), until \(waiver.until) (\(waiver.owner))\(why)"
    }
}

extension WaiverResult.State {
    /// What became of it, in words.
    var description: String {
        switch self {
        case .applied: "applied"
        case .expired: "over"
        case .unneeded: "no longer needed"
        case .unknown: "names nothing"
        case .idle: "not looked at"
        }
    }

    /// Whether somebody has to look after it.
    var isOpen: Bool {
        switch self {
        case .expired, .unneeded, .unknown: true
        case .applied, .idle: false
        }
    }

    /// The name of the style.
    var style: String {
        switch self {
        case .applied: "waived"
        case .expired, .unneeded, .unknown: "failed"
        case .idle: "skipped"
        }
    }

    var sign: String {
        switch self {
        case .applied: "~"
        case .expired, .unneeded, .unknown: "✗"
        case .idle: "–"
        }
    }
}
