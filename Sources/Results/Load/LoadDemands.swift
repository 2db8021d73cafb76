package import JSON

/// What is expected of a divided load as a whole: each shard leaves it beside its figures, as none of them can judge it.
package struct LoadDemands: Sendable, Hashable {
    /// The limits of all response times.
    package var latency: [LoadObjective] = []
    /// The limits of whole flows.
    package var flowTime: [LoadObjective] = []
    /// The largest share of failed requests; `nil` when the file says nothing.
    package var failures: Double?
    /// The least rate of successful responses, a second.
    package var goodput: Double?
    /// How many of which status or failure there are to be, as the file has it.
    package var counts: JSONValue?
    /// The limits of each of the load's requests, in their order.
    package var requests: [[LoadObjective]] = []
    /// Whether what the generators' lateness may have decided passes.
    package var acceptsDoubt = false

    /// Nothing expected but that no request fails.
    package init() {}
}
