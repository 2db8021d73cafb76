import Glibc
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
    private static let mostIssued = 100_000

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

/// Values by key, each until a time of its own. What is over is dropped, and of more than ``most`` the ones that end
/// soonest: whoever sends requests decides how many keys there are.
struct ExpiringTable<Value: Sendable>: Sendable {
    /// How many keys are kept at most.
    static var most: Int { 100_000 }

    private struct Entry {
        var value: Value
        var end: Int64
    }

    private var entries: [ExactKey: Entry] = [:]
    /// From how many entries on those that are over are looked for; then at least as many come before the next time.
    private var sweepAt = 1024

    var count: Int { entries.count }

    /// The value of `key`, when its time isn't over at `now`.
    func value(for key: ExactKey, now: Int64) -> Value? {
        entries[key].flatMap { now < $0.end ? $0.value : nil }
    }

    /// Keeps `value` for `key` until `end`.
    mutating func keep(_ value: Value, for key: ExactKey, until end: Int64, now: Int64) {
        entries[key] = Entry(value: value, end: end)
        if entries.count >= sweepAt { sweep(now) }
    }

    private mutating func sweep(_ now: Int64) {
        entries = entries.filter { now < $0.value.end }
        if entries.count >= Self.most {
            let ends = entries.values.map(\.end).sorted()
            let middle = ends[ends.count / 2]
            var surplus = entries.count - Self.most / 2
            // Many may end at the same time.
            entries = entries.filter { entry in
                guard surplus > 0, entry.value.end <= middle else { return true }
                surplus -= 1
                return false
            }
        }
        sweepAt = min(Self.most, max(1024, 2 * entries.count))
    }
}

/// A dictionary key that is the same as another only when its UTF-8 is; `String` would take canonically equivalent
/// texts for one.
struct ExactKey: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (one: ExactKey, other: ExactKey) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }
}

/// The answers that are kept and given again for the same key (idempotency).
struct OnceStore: Sendable {
    private var kept = ExpiringTable<MockAnswer>()

    /// The answer kept for `key`, when its time is not over at `now` (milliseconds).
    func answer(for key: String, now: Int64) -> MockAnswer? { kept.value(for: ExactKey(key), now: now) }

    /// Keeps `answer` for `key` until `until` (milliseconds).
    mutating func keep(_ answer: MockAnswer, for key: String, until: Int64, now: Int64) {
        kept.keep(answer, for: ExactKey(key), until: until, now: now)
    }
}

/// A token bucket for each key: permits come at a constant rate up to the burst, and each request takes one.
///
/// The bucket is kept as the time at which it is full again (the "virtual scheduling" of the generic cell rate
/// algorithm, ITU-T I.371, annex A), in nanoseconds, so that no rounding gathers.
struct RateLimit: Sendable {
    /// Nanoseconds from one permit to the next.
    private let interval: Int64
    /// How many permits a full bucket holds.
    private let burst: Int64
    /// A bucket that is full again is as good as none.
    private var fullAt = ExpiringTable<Int64>()

    /// `rate` permits a second, `burst` at once.
    init(rate: Double, burst: Int) {
        interval = max(1, Int64(min(1_000_000_000 / max(rate, 1e-9), 1e18)))
        self.burst = Int64(max(1, burst))
    }

    /// Takes a permit of `key` at `now` (milliseconds). `nil` when there was one; otherwise the milliseconds until the
    /// next.
    mutating func take(_ key: String, now: Int64) -> Int64? {
        let now = now.multipliedSaturated(by: 1_000_000)
        let key = ExactKey(key)
        let full = max(fullAt.value(for: key, now: now) ?? now, now)
        let wait = full - now - interval.multipliedSaturated(by: burst - 1)
        guard wait > 0 else {
            let next = full.addingSaturated(interval)
            fullAt.keep(next, for: key, until: next, now: now)
            return nil
        }
        return wait.addingSaturated(999_999) / 1_000_000
    }
}

/// The mock's clock: milliseconds since 1970-01-01 UTC.
package struct MockClock: Sendable {
    /// The time now.
    package let now: @Sendable () -> Int64

    /// A clock that reads `now`.
    package init(_ now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// The system's clock.
    package static let system = MockClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
