import Measurement

/// A worker's intervals, kept for the report without growth while the load runs.
///
/// Three measures bound it. A run has at most ``most`` intervals: each is a second long in a run of ten minutes, and of
/// 2, 5, 10 ... seconds in a longer one, which the planned duration decides before the start. An interval is kept as a
/// few bytes, LEB128 numbers and packed histograms, in one array. And that array's memory is taken, and touched, before
/// the load begins: as much as the plan's rate can fill, for a histogram of n buckets takes no more than 2.01 n + 264
/// bytes (a count and the step from the bucket before take a byte each, but for the 264 steps of 128 that 33,792
/// buckets have room for, and for counts of 128).
///
/// Only what the plan doesn't tell can make it grow: latencies in more than ``expectedBuckets`` different buckets in an
/// interval, or many status classes.
struct IntervalStore {
    /// The most intervals of a run, its drain time excluded.
    static let most = 600
    /// How many buckets of a histogram an interval is expected to use at most: those of four doublings of the latency.
    static let expectedBuckets = 4096
    /// The most bytes that are taken in advance: 600 intervals of one request take 10 MB.
    static let mostReserved = 32 << 20

    /// How many seconds an interval has.
    let length: Int
    private var bytes: [UInt8]
    private var count = 0
    /// The interval that isn't complete, when it has several seconds.
    private var pending = RunningSeries()
    private var pendingCounters = Counters()
    private var pendingSeconds = 0

    /// Takes the memory for the intervals of `plan`, of which this is one of `threads` workers.
    init(_ plan: LoadPlan, threads: Int) {
        length = Self.length(seconds: plan.seconds)
        let endpoints = plan.endpoints.count
        let samples = (plan.highestRate ?? .infinity) * Double(length) / Double(threads)
        let buckets = min(samples, Double(Self.expectedBuckets * endpoints))
        let histograms = 2.01 * buckets + min(buckets, Double(264 * endpoints)) + Double(48 * endpoints)
        let each = 128 + 2 * histograms
        let intervals = plan.keepsSeconds ? plan.seconds / length + 2 : 0
        let reserved = min(Self.mostReserved, Int(each) * intervals)
        bytes = Array(repeating: 0xFF, count: reserved)
        bytes.removeAll(keepingCapacity: true)
    }

    /// How long the intervals of a run of `seconds` are, in seconds: as short as ``most`` of them allow.
    static func length(seconds: Int) -> Int {
        let enough = [1, 2, 5, 10, 15, 20, 30].first { seconds <= most * $0 }
        return enough ?? (seconds + 60 * most - 1) / (60 * most) * 60
    }

    /// Adds the second that is over.
    mutating func add(_ second: Int, _ counters: Counters, inFlight: Int, _ series: [SeriesFigures]) {
        guard length > 1 else { return append(second, 1, counters, inFlight, series) }
        pending.add(series)
        pendingCounters.add(counters)
        pendingSeconds += 1
        if (second + 1) % length == 0 { flush(through: second, inFlight) }
    }

    /// Ends the interval that isn't complete.
    mutating func flush(through second: Int, _ inFlight: Int) {
        guard pendingSeconds > 0 else { return }
        append(second + 1 - pendingSeconds, pendingSeconds, pendingCounters, inFlight, pending.take())
        pendingCounters = Counters()
        pendingSeconds = 0
    }

    private mutating func append(
        _ second: Int,
        _ length: Int,
        _ counters: Counters,
        _ inFlight: Int,
        _ series: [SeriesFigures]
    ) {
        count += 1
        for value in [second, length, inFlight, series.count] { LEB128.append(UInt64(value), to: &bytes) }
        for word in counters.words { LEB128.append(word, to: &bytes) }
        for part in series {
            LEB128.append(UInt64(part.endpoint), to: &bytes)
            LEB128.append(UInt64(part.statusClass), to: &bytes)
            part.responseTime.encode(to: &bytes)
            part.serviceTime.encode(to: &bytes)
        }
    }

    /// How many bytes are in use, and how many there are.
    var memory: (used: Int, capacity: Int) { (bytes.count, bytes.capacity) }

    /// All intervals that are complete.
    var intervals: [IntervalFigures] {
        var position = 0
        func next() -> UInt64 { LEB128.read(bytes, &position) }
        return (0..<count).map { _ in
            let (second, length, inFlight, parts) = (Int(next()), Int(next()), Int(next()), Int(next()))
            let counters = Counters(words: (0..<Counters.wordCount).map { _ in next() })
            let series = (0..<parts).map { _ in
                SeriesFigures(
                    endpoint: Int(next()),
                    statusClass: Int(next()),
                    responseTime: PackedLatencies(decoding: bytes, &position),
                    serviceTime: PackedLatencies(decoding: bytes, &position)
                )
            }
            return IntervalFigures(
                second: second,
                length: length,
                counts: LoadCounts(counters),
                inFlight: inFlight,
                series: series
            )
        }
    }
}

/// The latencies of every endpoint and status class in several seconds, summed up.
struct RunningSeries {
    private struct Key: Hashable {
        var endpoint: Int
        var statusClass: Int
    }

    private var sums: [Key: (responseTime: LatencyRecorder, serviceTime: LatencyRecorder)] = [:]

    mutating func add(_ series: [SeriesFigures]) {
        for part in series {
            let key = Key(endpoint: part.endpoint, statusClass: part.statusClass)
            sums[key, default: (LatencyRecorder(), LatencyRecorder())].responseTime.merge(part.responseTime)
            sums[key, default: (LatencyRecorder(), LatencyRecorder())].serviceTime.merge(part.serviceTime)
        }
    }

    /// What was added, by endpoint and status class.
    var total: [SeriesFigures] {
        sums.filter { $0.value.responseTime.count > 0 }
            .sorted { ($0.key.endpoint, $0.key.statusClass) < ($1.key.endpoint, $1.key.statusClass) }
            .map { key, sum in
                SeriesFigures(
                    endpoint: key.endpoint,
                    statusClass: key.statusClass,
                    responseTime: sum.responseTime.packed,
                    serviceTime: sum.serviceTime.packed
                )
            }
    }

    /// What was added, and forgets it; the memory is kept.
    mutating func take() -> [SeriesFigures] {
        let taken = total
        for key in sums.keys {
            sums[key]?.responseTime.reset()
            sums[key]?.serviceTime.reset()
        }
        return taken
    }
}
