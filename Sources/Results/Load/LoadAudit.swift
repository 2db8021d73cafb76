package import Measurement

/// How well the generator did its own work, and so whether a load's figures can be trusted.
package struct LoadAudit: Sendable, Hashable {
    /// Actual minus intended send of every request, in nanoseconds: what waiting for a connection took is in it.
    package var sendDelay: LatencySummary
    /// The same of the requests that had not to wait for a connection: what the generator itself was late.
    package var ownSendDelay: LatencySummary
    /// How much later than asked the event loops woke, in nanoseconds.
    package var loopLag: LatencySummary
    /// The CPU time of the busiest generator thread as a share of the wall time, 0...1.
    package var busiestThread: Double
    /// Threads that generated.
    package var threads: Int
    /// How often the threads gave the processor up.
    package var voluntarySwitches: Int
    /// How often it was taken from them.
    package var involuntarySwitches: Int
    /// Connections opened, before and during the load.
    package var opened: Int
    /// Those opened while a request waited for one.
    package var openedLate: Int
    /// Those opened in place of one that was closed.
    package var reopened: Int
    /// Requests that waited because every connection was busy.
    package var held: Int
    /// The most requests in flight.
    package var peakInFlight: Int
    /// Ports that the system has for connections to one address.
    package var ports: Int
    /// Descriptors that the process may have open.
    package var descriptors: Int
    /// Why the figures can't be trusted, in plain words; empty when they can.
    package var doubts: [String]

    /// An audit of its parts.
    package init(
        sendDelay: LatencySummary,
        ownSendDelay: LatencySummary,
        loopLag: LatencySummary,
        busiestThread: Double,
        threads: Int,
        voluntarySwitches: Int = 0,
        involuntarySwitches: Int = 0,
        opened: Int = 0,
        openedLate: Int = 0,
        reopened: Int = 0,
        held: Int = 0,
        peakInFlight: Int = 0,
        ports: Int = 0,
        descriptors: Int = 0,
        doubts: [String] = []
    ) {
        self.sendDelay = sendDelay
        self.ownSendDelay = ownSendDelay
        self.loopLag = loopLag
        self.busiestThread = busiestThread
        self.threads = threads
        self.voluntarySwitches = voluntarySwitches
        self.involuntarySwitches = involuntarySwitches
        self.opened = opened
        self.openedLate = openedLate
        self.reopened = reopened
        self.held = held
        self.peakInFlight = peakInFlight
        self.ports = ports
        self.descriptors = descriptors
        self.doubts = doubts
    }

    /// Whether the figures can be trusted.
    package var isValid: Bool { doubts.isEmpty }
}
