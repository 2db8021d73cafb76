import HTTP
import Measurement

extension LoadFigures {
    /// The sum of figures of one load, of different shards; `nil` of none. The order doesn't matter: what isn't a sum
    /// is taken of the lowest shard.
    package static func sum(_ parts: [LoadFigures]) -> LoadFigures? {
        let counted = parts.filter { !$0.isEmpty }
        let ordered = (counted.isEmpty ? parts : counted)
            .sorted { ($0.firstShard, $0.startedAt) < ($1.firstShard, $1.startedAt) }
        guard var sum = ordered.first else { return nil }
        sum.addShards(of: Array(ordered.dropFirst()) + (counted.isEmpty ? [] : parts.filter(\.isEmpty)))
        guard ordered.count > 1 else { return sum }
        for part in ordered.dropFirst() { sum.addCounts(of: part) }
        if let sharding = sum.sharding { sum.audit.doubts = sharding.doubts }
        sum.addTimes(of: ordered)
        sum.series = series(ordered)
        sum.requests = sum.requests.indices.map { place in
            Request(
                name: sum.requests[place].name,
                undelayed: merged(
                    ordered.compactMap { $0.requests.indices.contains(place) ? $0.requests[place].undelayed : nil }
                )
            )
        }
        sum.flows = flows(ordered)
        sum.streams = streams(ordered)
        sum.intervals = intervals(ordered)
        sum.examples = examples(ordered)
        sum.slowest = SlowResponse.slowest(of: ordered.flatMap(\.slowest))
        return sum
    }

    /// Whether they only tell of shards that counted nothing: a load has a request at least.
    private var isEmpty: Bool { requests.isEmpty }

    private mutating func addShards(of parts: [LoadFigures]) {
        let others = parts.compactMap(\.sharding)
        guard !others.isEmpty else { return }
        sharding = LoadSharding(
            count: others.reduce(sharding?.count ?? 0) { max($0, $1.count) },
            shards: ((sharding?.shards ?? []) + others.flatMap(\.shards)).sorted { $0.index < $1.index }
        )
    }

    /// The lowest shard that they are of.
    private var firstShard: Int { sharding?.shards.first?.index ?? 0 }

    private static func merged(_ parts: [PackedLatencies]) -> PackedLatencies {
        parts.count == 1 ? parts[0] : LatencyRecorder.merged(parts).packed
    }

    private mutating func addCounts(of part: LoadFigures) {
        for (_, path) in Counts.all {
            counts[keyPath: path] = counts[keyPath: path].addingSaturated(part.counts[keyPath: path])
        }
        statuses.merge(part.statuses) { $0.addingSaturated($1) }
        failures.merge(part.failures) { $0.addingSaturated($1) }
        expectedFailures.merge(part.expectedFailures) { $0.addingSaturated($1) }
        duration = max(duration, part.duration)
        startedAt = min(startedAt, part.startedAt)
        validated = min(validated, part.validated)
        if version != part.version { version = max(version, part.version) }
        if let other = part.users {
            users = LoadUsers(
                count: (users?.count ?? 0).addingSaturated(other.count),
                lonely: (users?.lonely ?? 0).addingSaturated(other.lonely)
            )
        }
        if let other = part.stop {
            stop = LoadStop(
                after: min(stop?.after ?? other.after, other.after),
                planned: [stop?.planned, other.planned].compactMap(\.self).max()
            )
        }
        end = end ?? part.end
        audit.add(part.audit)
    }

    private mutating func addTimes(of parts: [LoadFigures]) {
        overdue = Self.merged(parts.map(\.overdue))
        sendDelay = Self.merged(parts.map(\.sendDelay))
        ownSendDelay = Self.merged(parts.map(\.ownSendDelay))
        loopLag = Self.merged(parts.map(\.loopLag))
    }

    private struct Key: Hashable {
        var request: Int
        var statusClass: Int
    }

    private static func series(_ parts: [LoadFigures]) -> [Series] {
        Dictionary(grouping: parts.flatMap(\.series)) { Key(request: $0.request, statusClass: $0.statusClass) }
            .map { key, parts in
                Series(
                    request: key.request,
                    statusClass: key.statusClass,
                    responseTime: merged(parts.map(\.responseTime)),
                    serviceTime: merged(parts.map(\.serviceTime))
                )
            }
            .sorted { ($0.request, $0.statusClass) < ($1.request, $1.statusClass) }
    }

    /// Flows by their places in the load: a kind of flow that no arrival of a shard was of isn't among that shard's.
    private static func flows(_ parts: [LoadFigures]) -> [Flow] {
        byPlace(parts.flatMap(\.flows), \.request) { sum, flows in
            sum.started = flows.reduce(0) { $0.addingSaturated($1.started) }
            sum.completed = flows.reduce(0) { $0.addingSaturated($1.completed) }
            sum.abandoned = flows.reduce(0) { $0.addingSaturated($1.abandoned) }
            sum.time = merged(flows.map(\.time))
            sum.undelayed = merged(flows.map(\.undelayed))
        }
    }

    private static func streams(_ parts: [LoadFigures]) -> [Stream] {
        byPlace(parts.flatMap(\.streams), \.request) { sum, streams in
            sum.responses = streams.reduce(0) { $0.addingSaturated($1.responses) }
            sum.events = streams.reduce(0) { $0.addingSaturated($1.events) }
            sum.first = merged(streams.map(\.first))
            sum.undelayed = merged(streams.map(\.undelayed))
            sum.gap = merged(streams.map(\.gap))
        }
    }

    /// Of each request that `parts` are of their sum, in the order of the requests; `add` makes the first of them the
    /// sum of all.
    private static func byPlace<Part>(
        _ parts: [Part],
        _ request: (Part) -> Int,
        add: (inout Part, [Part]) -> Void
    ) -> [Part] {
        Dictionary(grouping: parts, by: request).sorted { $0.key < $1.key }.map { _, parts in
            var sum = parts[0]
            add(&sum, parts)
            return sum
        }
    }

    private static func intervals(_ parts: [LoadFigures]) -> [Interval] {
        var places: [Int: [(part: Int, interval: Int)]] = [:]
        for (part, figures) in parts.enumerated() {
            for (place, interval) in figures.intervals.enumerated() {
                places[interval.second, default: []].append((part, place))
            }
        }
        // One histogram for all: a sum of each interval is packed as soon as it is complete.
        var (responses, services) = (LatencyRecorder(), LatencyRecorder())
        return places.keys.sorted().map { second in
            var sum = Interval(second: second, length: 1)
            for (part, place) in places[second] ?? [] {
                let interval = parts[part].intervals[place]
                sum.length = max(sum.length, interval.length)
                sum.offered = sum.offered.addingSaturated(interval.offered)
                sum.sent = sum.sent.addingSaturated(interval.sent)
                sum.unsent = sum.unsent.addingSaturated(interval.unsent)
                sum.completed = sum.completed.addingSaturated(interval.completed)
                sum.failed = sum.failed.addingSaturated(interval.failed)
                sum.inFlight = sum.inFlight.addingSaturated(interval.inFlight)
                sum.statusClasses.merge(interval.statusClasses) { $0.addingSaturated($1) }
                responses.merge(interval.responseTime)
                services.merge(interval.serviceTime)
            }
            sum.responseTime = responses.take()
            sum.serviceTime = services.take()
            return sum
        }
    }

    /// The kinds of failure, each with its first example.
    private static func examples(_ parts: [LoadFigures]) -> [FailureExample] {
        var kinds: [String: FailureExample] = [:]
        for example in parts.flatMap(\.examples) {
            guard let known = kinds[example.kind] else {
                kinds[example.kind] = example
                continue
            }
            var first = known.index <= example.index ? known : example
            first.count = known.count.addingSaturated(example.count)
            kinds[example.kind] = first
        }
        return kinds.values.sorted { ($0.index, $0.kind) < ($1.index, $1.kind) }
    }
}

extension LoadAudit {
    /// Adds what another generator of the same load noted of itself; latencies and doubts are added elsewhere.
    fileprivate mutating func add(_ other: LoadAudit) {
        busiestThread = max(busiestThread, other.busiestThread)
        threads = threads.addingSaturated(other.threads)
        voluntarySwitches = voluntarySwitches.addingSaturated(other.voluntarySwitches)
        involuntarySwitches = involuntarySwitches.addingSaturated(other.involuntarySwitches)
        opened = opened.addingSaturated(other.opened)
        openedLate = openedLate.addingSaturated(other.openedLate)
        reopened = reopened.addingSaturated(other.reopened)
        held = held.addingSaturated(other.held)
        peakInFlight = peakInFlight.addingSaturated(other.peakInFlight)
        // Of machines that differ the one that has the least.
        ports = min(ports, other.ports)
        descriptors = min(descriptors, other.descriptors)
    }
}

extension LoadSharding {
    /// What of the shards speaks against their figures, each named.
    var doubts: [String] {
        shards.flatMap { shard in (shard.audit?.doubts ?? []).map { "shard \(shard.index): \($0)" } }
    }
}
