import Glibc
import LoadEngine
import Measurement
import Quantities
import Results

/// Tells from what the generator noted of itself whether a load's figures can be trusted: a remark beside them. What it
/// means for an expectation is for `Certainty` to say.
enum ValidityChecks {
    /// The latencies that are looked at.
    struct Times {
        var response: LatencySummary
        var service: LatencySummary
        var sendDelay: LatencySummary
        var ownSendDelay: LatencySummary
        /// How long a connection was kept at most: by one answer, or by all those of a flow and the pauses between
        /// them.
        var longestHold: UInt64
    }

    /// The reasons not to trust them, in plain words.
    static func doubts(_ report: LoadReport, _ times: Times, isOpen: Bool) -> [String] {
        var doubts: [String] = []
        if isOpen, let reason = late(times.ownSendDelay, times.response) ?? behind(times.sendDelay, times.longestHold) {
            doubts.append(reason)
        }
        // A burst is over too soon for what follows to say anything.
        guard report.duration > 500_000_000 else { return doubts }
        let waits = report.threads.map(\.sourceWait).max() ?? 0
        if waits > report.duration / 100 {
            doubts.append(
                "the generator waited \(Quantity.describe(nanoseconds: waits)) for requests that are made one by one "
                    + "(signed, or with values that need encoding): it can't make them as quickly as they are asked for"
            )
        }
        return doubts
    }

    /// A generator that is late adds its own lateness to every response time. With few requests the 99th percentile is
    /// one or two of them, and says too little of the generator.
    static func late(_ own: LatencySummary, _ response: LatencySummary) -> String? {
        let percent: Double = own.count >= 1000 ? 99 : 90
        guard let sendDelay = own.value(at: percent), let time = response.value(at: percent), sendDelay > 1_000_000,
            sendDelay * 10 > time
        else {
            return nil
        }
        let place = percent == 99 ? "p99" : "p90"
        return "the generator itself was \(Quantity.describe(nanoseconds: sendDelay)) late at \(place): "
            + "the response times (\(place) \(Quantity.describe(nanoseconds: time))) include its own queueing"
    }

    /// Requests that waited longer than any connection was kept were not kept waiting by the server: a connection that
    /// it holds up is held up for as long as its own answer takes.
    static func behind(_ sendDelay: LatencySummary, _ longestHold: UInt64) -> String? {
        guard let wait = sendDelay.value(at: 99), wait > 1_000_000, wait / 2 > longestHold else { return nil }
        return
            "requests were sent \(Quantity.describe(nanoseconds: wait)) late at p99, though no connection was busy for longer than "
            + "\(Quantity.describe(nanoseconds: longestHold)): the generator fell behind, or has too few connections"
    }

    /// The ports for connections to one address, from Linux's setting.
    static let ports: Int = {
        let words = text("/proc/sys/net/ipv4/ip_local_port_range").split { $0 == " " || $0 == "\t" || $0 == "\n" }
        guard words.count == 2, let low = Int(words[0]), let high = Int(words[1]) else { return 0 }
        return high - low + 1
    }()

    /// How many descriptors the process may open; raised to what the system allows.
    static let descriptors: Int = {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }()

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
