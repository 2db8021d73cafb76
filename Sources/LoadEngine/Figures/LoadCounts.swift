package import HTTP

/// Numbers of requests and what became of them, warm-up excluded. Always: `offered + resent == sent + unsent` and
/// `sent == completed + failures' sum + resent`.
package struct LoadCounts: Sendable, Hashable {
    /// Requests that the model asked for.
    package var offered = 0
    /// Requests that were sent, each as often as it went out, or failed as no connection could be opened for them.
    package var sent = 0
    /// Complete responses.
    package var completed = 0
    /// Complete responses that broke an expectation.
    package var broken = 0
    /// Complete responses whose headers and content were to be judged.
    package var judged = 0
    /// Those of ``judged`` whose headers or content broke an expectation.
    package var misjudged = 0
    /// Requests without a complete response, by category.
    package var failures: [FailureCategory: Int] = [:]
    /// Those of ``failures`` that were expected.
    package var expectedFailures: [FailureCategory: Int] = [:]
    /// Requests that had to wait as every connection was busy.
    package var held = 0
    /// Requests that were sent a second time, as the connection had gone stale or the server had refused the stream.
    package var resent = 0
    /// Requests that were sent in the warm-up.
    package var warmUp = 0
    /// Bytes received, and sent, on connections that were open: above TLS.
    package var bytesIn = 0
    /// Bytes sent.
    package var bytesOut = 0
    /// Connections opened, before the start and during the load.
    package var opened = 0
    /// Those opened for a request that waited for it.
    package var openedLate = 0
    /// Those opened in place of one that was closed.
    package var reopened = 0
    /// Requests that failed as their connection wasn't open when their time was over: nothing was sent, and nothing is
    /// known of what would have been answered.
    package var unopened = 0

    /// No requests.
    package init() {}

    init(_ counters: Counters) {
        offered = counters.offered
        sent = counters.sent
        completed = counters.completed
        broken = counters.broken
        judged = counters.judged
        misjudged = counters.misjudged
        held = counters.held
        resent = counters.resent
        warmUp = counters.warmUp
        bytesIn = counters.bytesIn
        bytesOut = counters.bytesOut
        opened = counters.opened
        openedLate = counters.openedLate
        reopened = counters.reopened
        unopened = counters.unopened
        for (place, category) in Counters.categories.enumerated() where counters.failures[place] > 0 {
            failures[category] = counters.failures[place]
            let expected = counters.expectedFailures[place]
            if expected > 0 { expectedFailures[category] = expected }
        }
    }

    /// Requests that were offered and not sent.
    package var unsent: Int { offered + resent - sent }
    /// Requests without a complete response.
    package var failed: Int { failures.values.reduce(0, +) }

    mutating func add(_ other: LoadCounts) {
        offered += other.offered
        sent += other.sent
        completed += other.completed
        broken += other.broken
        judged += other.judged
        misjudged += other.misjudged
        held += other.held
        resent += other.resent
        warmUp += other.warmUp
        bytesIn += other.bytesIn
        bytesOut += other.bytesOut
        opened += other.opened
        openedLate += other.openedLate
        reopened += other.reopened
        unopened += other.unopened
        failures.merge(other.failures, uniquingKeysWith: +)
        expectedFailures.merge(other.expectedFailures, uniquingKeysWith: +)
    }
}

/// What happened in one second on one thread: plain numbers that the hot loop adds to.
struct Counters: BitwiseCopyable {
    var offered = 0
    var sent = 0
    var completed = 0
    var broken = 0
    var judged = 0
    var misjudged = 0
    var warmUp = 0
    var resent = 0
    var held = 0
    var bytesIn = 0
    var bytesOut = 0
    var opened = 0
    var openedLate = 0
    var reopened = 0
    var unopened = 0
    /// By the category's place among all categories.
    var failures = SIMD16<Int>.zero
    /// Those of ``failures`` that were expected.
    var expectedFailures = SIMD16<Int>.zero

    static let wordCount = MemoryLayout<Counters>.size / 8

    /// All of them, in the order of memory.
    var words: [UInt64] { withUnsafeBytes(of: self) { Array($0.bindMemory(to: UInt64.self)) } }

    init() {}

    /// Those whose ``words`` these are.
    init(words: [UInt64]) {
        withUnsafeMutableBytes(of: &self) { bytes in
            words.withUnsafeBytes { bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(bytes.count))) }
        }
    }

    static let categories = FailureCategory.allCases

    mutating func countFailure(_ category: FailureCategory, isExpected: Bool) {
        guard let place = Self.categories.firstIndex(of: category) else { return }
        failures[place] += 1
        if isExpected { expectedFailures[place] += 1 }
    }

    var failed: Int { failures.wrappedSum() }

    /// Whether nothing happened.
    var isEmpty: Bool { offered + sent + completed + broken + warmUp + opened + failed == 0 }

    mutating func add(_ other: Counters) {
        offered += other.offered
        sent += other.sent
        completed += other.completed
        broken += other.broken
        judged += other.judged
        misjudged += other.misjudged
        warmUp += other.warmUp
        resent += other.resent
        held += other.held
        bytesIn += other.bytesIn
        bytesOut += other.bytesOut
        opened += other.opened
        openedLate += other.openedLate
        reopened += other.reopened
        unopened += other.unopened
        failures &+= other.failures
        expectedFailures &+= other.expectedFailures
    }
}
