import Measurement

/// What a token is worth when a request shows it.
enum TokenVerdict: String, Sendable, CaseIterable {
    case valid
    case expired
    case unknown
    case missing
}

/// The tokens of one kind: which are known, and until when.
struct TokenStore: Sendable {
    /// What a mock file says of a store.
    struct Rules: Sendable {
        /// How long a token is valid, in milliseconds; `nil` for ever.
        var lifetime: Int64?
        /// Whether a valid use starts the lifetime again.
        var sliding = false
        /// Tokens that are valid from the start; the lifetime of each begins with its first use.
        var known: [String] = []
        /// Tokens that were valid once.
        var expired: [String] = []
    }

    private enum Validity: Sendable {
        case unused
        case until(Int64)
        case never
    }

    /// How many issued tokens are known at most; beyond, the oldest are forgotten.
    static let mostIssued = 100_000

    private let rules: Rules
    private var tokens: [ExactKey: Validity] = [:]
    /// Those that were issued, in that order; what is before `firstIssued` is forgotten.
    private var issued: [ExactKey] = []
    private var firstIssued = 0

    init(_ rules: Rules) {
        self.rules = rules
        for token in rules.known { tokens[ExactKey(token)] = .unused }
        for token in rules.expired { tokens[ExactKey(token)] = .never }
    }

    /// Makes `token` valid from `now` (milliseconds) on.
    mutating func issue(_ token: String, now: Int64) {
        let key = ExactKey(token)
        tokens[key] = .until(end(now))
        issued.append(key)
        guard issued.count - firstIssued > Self.mostIssued else { return }
        tokens[issued[firstIssued]] = nil
        firstIssued += 1
        if firstIssued == Self.mostIssued {
            issued.removeFirst(firstIssued)
            firstIssued = 0
        }
    }

    /// What `token` is worth at `now` (milliseconds). A valid one is used by that: a sliding lifetime starts again.
    mutating func use(_ token: String?, now: Int64) -> TokenVerdict {
        guard let token, !token.isEmpty else { return .missing }
        let key = ExactKey(token)
        switch tokens[key] {
        case nil: return .unknown
        case .never: return .expired
        case .until(let end) where now >= end: return .expired
        case .until where !rules.sliding: return .valid
        case .until, .unused:
            tokens[key] = .until(end(now))
            return .valid
        }
    }

    private func end(_ now: Int64) -> Int64 {
        now.addingSaturated(rules.lifetime ?? .max)
    }
}
