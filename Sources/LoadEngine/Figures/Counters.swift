import HTTP

/// What happened in one second on one thread: plain numbers that the hot loop adds to.
struct Counters: BitwiseCopyable {
    var offered = 0
    var sent = 0
    var completed = 0
    var broken = 0
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
