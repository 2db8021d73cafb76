/// What can be said of an expectation of a burst or load, when the generator may have had a part in what was measured.
///
/// The generator can only make times longer, and leave requests out. So a limit that holds in spite of it holds; one that is
/// broken may not be the endpoint's doing, and is only held against it where that is beyond doubt.
package enum Certainty: Sendable, Hashable {
    /// It held, whatever the generator did.
    case holds
    /// It held or was broken, and might not have without the generator's doing.
    case doubtful
    /// It was broken, whatever the generator did.
    case broken
}

/// Requests of which nobody knows what would have become: they weren't sent, had no connection, or were cut off before their
/// time was over.
package enum Undecided: Sendable, Hashable {
    case some(UInt64)
    /// The traffic was stopped: of what would have followed nothing is known, not even how much it was.
    case unknown

    /// That every request was decided.
    package static let none = Undecided.some(0)

    var isNone: Bool { self == .none }
}
