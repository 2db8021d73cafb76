public import Diagnostics
public import JSON

/// One request of a case, or one burst or load.
public struct Step: Sendable {
    /// How many requests, and when.
    public enum Traffic: Sendable, Hashable {
        /// One.
        case single
        /// All at once.
        case burst(Burst)
        /// Over time.
        case load(Load)
        /// Over time, at one rate after the other, for the highest at which goals hold.
        case capacity(Capacity)
    }

    /// Its name; empty when the scenario has no steps of its own.
    public var name: String
    /// Where it stands.
    public var location: SourceLocation
    /// The merged `request`, not yet replaced.
    public var request: JSONNode
    /// What is expected.
    public var expect: ExpectationTemplate
    /// Values for later steps.
    public var captures: [Capture]
    /// How many requests, and when.
    public var traffic: Traffic
    /// Of a burst or load: what is sent, in place of ``request``.
    public var variants: [LoadVariant] = []
    /// Rows of values for the requests of a burst or load.
    public var data: LoadData?
    /// Sending again after failures.
    public var retry: Retry?
    /// Sending again until the expectations hold.
    public var eventually: Eventually?
    /// In nanoseconds, before the step.
    public var pause: UInt64
    /// How to connect.
    public var connection: Connection
    /// What is made of answers that break the standard.
    public var protocolRules = ProtocolRules()

    /// The step with `patch` merged into its request.
    public func merging(_ patch: JSONNode) -> Step {
        var step = self
        step.request = RequestMerge.apply(patch, to: request)
        return step
    }
}

/// Sending again after a failure.
public struct Retry: Sendable, Hashable {
    /// How often again, at most.
    public var times: Int
    /// Between the attempts, in nanoseconds.
    public var delay: UInt64
    /// After which statuses and failures.
    public var condition: RetryCondition
}

/// Sending again until the expectations hold.
public struct Eventually: Sendable, Hashable {
    /// How long, in nanoseconds.
    public var within: UInt64
    /// From one attempt's end to the next one's start, in nanoseconds.
    public var every: UInt64
}
