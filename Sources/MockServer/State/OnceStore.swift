/// The answers that are kept and given again for the same key (idempotency).
struct OnceStore: Sendable {
    private struct Kept: Sendable {
        let answer: MockAnswer
        let until: Int64
    }

    private var kept: [ExactKey: Kept] = [:]

    /// The answer kept for `key`, when its time is not over at `now` (milliseconds).
    func answer(for key: String, now: Int64) -> MockAnswer? {
        kept[ExactKey(key)].flatMap { now < $0.until ? $0.answer : nil }
    }

    /// Keeps `answer` for `key` until `until` (milliseconds).
    mutating func keep(_ answer: MockAnswer, for key: String, until: Int64) {
        kept[ExactKey(key)] = Kept(answer: answer, until: until)
    }
}
