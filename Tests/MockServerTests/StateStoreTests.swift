import Testing

@testable import MockServer

@Suite struct TokenStoreTests {
    static let minute: Int64 = 60_000

    @Test func aValidUseStartsASlidingLifetimeAgain() {
        var store = TokenStore(.init(lifetime: 20 * Self.minute, sliding: true))
        store.issue("t", now: 0)
        #expect(store.use("t", now: 19 * Self.minute) == .valid)
        #expect(store.use("t", now: 38 * Self.minute) == .valid)
        #expect(store.use("t", now: 58 * Self.minute - 1) == .valid)
        #expect(store.use("t", now: 78 * Self.minute) == .expired)
        #expect(store.use("t", now: 78 * Self.minute + 1) == .expired)
    }

    @Test func aFixedLifetimeEnds() {
        var store = TokenStore(.init(lifetime: 1000))
        store.issue("t", now: 5)
        #expect(store.use("t", now: 1004) == .valid)
        #expect(store.use("t", now: 1005) == .expired)
    }

    @Test func knowsWhatTheFileSays() {
        var store = TokenStore(.init(lifetime: 1000, known: ["demo"], expired: ["old"]))
        #expect(store.use("demo", now: 999_999) == .valid)
        #expect(store.use("demo", now: 1_000_999) == .expired)
        #expect(store.use("old", now: 0) == .expired)
        #expect(store.use("new", now: 0) == .unknown)
        #expect(store.use("", now: 0) == .missing)
        #expect(store.use(nil, now: 0) == .missing)
    }

    @Test func neverExpiresWithoutALifetime() {
        var store = TokenStore(.init(sliding: true, known: ["demo"]))
        #expect(store.use("demo", now: 1) == .valid)
        #expect(store.use("demo", now: .max - 1) == .valid)
    }

    /// U+00E9 and U+0065 U+0301 are canonically equivalent and yet two tokens.
    @Test func comparesBytes() {
        var store = TokenStore(.init(known: ["\u{E9}"]))
        #expect(store.use("e\u{301}", now: 0) == .unknown)
        #expect(store.use("\u{E9}", now: 0) == .valid)
    }
}

@Suite struct RateLimitTests {
    @Test func grantsTheBurstAndThenTheRate() {
        var limit = RateLimit(rate: 10, burst: 3)
        for _ in 0..<3 { #expect(limit.take("a", now: 1000) == nil) }
        #expect(limit.take("a", now: 1000) == 100)
        #expect(limit.take("a", now: 1099) == 1)
        #expect(limit.take("a", now: 1100) == nil)
        #expect(limit.take("a", now: 1100) == 100)
    }

    @Test func keepsABucketForEachKey() {
        var limit = RateLimit(rate: 1, burst: 1)
        #expect(limit.take("a", now: 0) == nil)
        #expect(limit.take("b", now: 0) == nil)
        #expect(limit.take("a", now: 0) == 1000)
    }

    /// However long it rested, a bucket holds no more than its burst.
    @Test func fillsUpToTheBurst() {
        var limit = RateLimit(rate: 1000, burst: 2)
        #expect(limit.take("a", now: 0) == nil)
        let granted = (0..<10).filter { _ in limit.take("a", now: 1_000_000) == nil }.count
        #expect(granted == 2)
    }

    /// Over any time, no more than burst + rate * time are granted, and a client that always asks gets that many.
    @Test(arguments: [(3.0, 1), (7.0, 5), (100.0, 10), (999.0, 3)])
    func grantsExactlyTheRate(_ rate: Double, _ burst: Int) {
        var limit = RateLimit(rate: rate, burst: burst)
        var granted = 0
        for now in 0..<Int64(10_000) {
            for _ in 0...burst where limit.take("k", now: now) == nil { granted += 1 }
        }
        #expect(abs(granted - (burst + Int(rate * 9.999))) <= 1)
    }
}

@Suite("A table of values with an end") struct ExpiringTableTests {
    @Test func dropsWhatIsOver() {
        var table = ExpiringTable<Int>()
        for number in 0..<100_000 {
            table.keep(number, for: ExactKey("\(number)"), until: Int64(number) + 10, now: Int64(number))
        }
        #expect(table.count < 2048)
        #expect(table.value(for: ExactKey("99999"), now: 99_999) == 99_999)
        #expect(table.value(for: ExactKey("99999"), now: 100_009) == nil)
    }

    @Test func keepsNoMoreThanItMayAndDropsWhatEndsSoonest() {
        var table = ExpiringTable<Int>()
        for number in 0..<150_000 { table.keep(number, for: ExactKey("\(number)"), until: Int64(number) + 1, now: 0) }
        #expect(table.count <= ExpiringTable<Int>.most)
        #expect(table.value(for: ExactKey("149999"), now: 0) == 149_999)
        #expect(table.value(for: ExactKey("0"), now: 0) == nil)
    }

    @Test func keepsNoMoreThanItMayWhereAllEndTogether() {
        var table = ExpiringTable<Int>()
        for number in 0..<150_000 { table.keep(number, for: ExactKey("\(number)"), until: .max, now: 0) }
        #expect(table.count <= ExpiringTable<Int>.most)
    }
}

@Suite struct OnceStoreTests {
    @Test func forgetsWhenTheTimeIsOver() {
        var store = OnceStore()
        store.keep(MockAnswer(status: 201), for: "k", until: 10, now: 0)
        #expect(store.answer(for: "k", now: 9)?.status == 201)
        #expect(store.answer(for: "k", now: 10) == nil)
        #expect(store.answer(for: "other", now: 0) == nil)
    }
}
