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
