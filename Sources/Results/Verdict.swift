/// What is said of a case in the end.
package enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// Every expectation held.
    case passed
    /// At least one expectation was broken: the endpoint is not accepted.
    case failed
    /// It could not be measured (no connection, a capture from an answer that never came): nothing is said of the
    /// contract.
    case error
    /// It was not run, with a reason.
    case skipped
    /// A question that was put and answered, not judged.
    case answered
    /// Expectations were broken, and a waiver accepts each of them for a while.
    case waived
}
