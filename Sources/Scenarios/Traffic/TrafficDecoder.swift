import Decoding
import Diagnostics
import JSON
import Measurement
import Quantities
import Substitution

/// Decodes `burst` and `load`.
struct TrafficDecoder {
    /// More requests at once than a machine has ports make no sense.
    static let largestBurst = 50_000
    /// More requests than this no load starts.
    private static let mostRequests = 1e9
    private static let loadKeys =
        LoadModelDecoder.keys
        + [
            "for", "warmUp", "drain", "connections", "validate", "requests", "data", "order", "until", "abort",
        ]
    private static let burstKeys = ["requests", "release", "data", "order"]

    let problems: Problems

    func traffic(_ reader: ObjectReader, _ scope: inout Scope) -> Step.Traffic {
        if let node = reader["burst"] { return burst(scope.resolve(node, problems)) }
        if let node = reader["load"] { return load(scope.resolve(Self.withoutVariants(node), problems)) ?? .single }
        if let node = reader["capacity"] {
            let decoder = CapacityDecoder(problems: problems, files: scope.files)
            return decoder.capacity(scope.resolve(node, problems)).map { .capacity($0) } ?? .single
        }
        return .single
    }

    /// The variants are templates of their own: what they hold is replaced for each request. A number of requests
    /// stays.
    private static func withoutVariants(_ node: JSONNode) -> JSONNode {
        guard case .object(let members) = node.content else { return node }
        let kept = members.map { member in
            guard member.name == "requests", LoadVariantDecoder.areVariants(member.value) else { return member }
            let blank = JSONNode(content: .null, location: member.value.location)
            return JSONNode.Member(name: member.name, nameLocation: member.nameLocation, value: blank)
        }
        return JSONNode(content: .object(kept), location: node.location)
    }

    private func burst(_ node: JSONNode) -> Step.Traffic {
        guard let reader = ObjectReader(node, "'burst'", keys: Self.burstKeys, problems),
            reader.required("requests", "'burst'") != nil
        else { return .single }
        var burst = Burst(requests: reader.count("requests", in: 1...Self.largestBurst) ?? 1)
        if let release = reader["release"] { burst.release = choice(release, "release") ?? .none }
        return .burst(burst)
    }

    private func load(_ node: JSONNode) -> Step.Traffic? {
        guard let reader = ObjectReader(node, "'load'", keys: Self.loadKeys, problems) else { return nil }
        // All are read before any is missed: everything that is wrong is said at once.
        let model = LoadModelDecoder(reader: reader, problems: problems).model()
        let warmUp = reader.duration("warmUp") ?? 0
        let drain = reader.duration("drain")
        let connections = reader["connections"].map(self.connections) ?? LoadConnections()
        let validated = reader["validate"].flatMap(share) ?? 1
        guard let model else { return nil }
        var load = Load(model: model.model.preceded(for: warmUp), duration: model.duration, title: model.title)
        load.warmUp = warmUp
        load.drain = drain
        load.connections = connections
        load.validated = validated
        load.most = reader["requests"].flatMap { node in
            node.value == .null ? nil : reader.count("requests", in: 1...1_000_000_000).map { UInt64($0) }
        }
        load.precision = reader["until"].flatMap(precision)
        load.aborts = reader.flag("abort") ?? false
        if load.aborts, load.mostMeasuredStarts == nil {
            problems.add(
                "'abort' needs a load whose number of requests is known",
                at: reader["abort"]?.location,
                help: "how many users send depends on the server: give 'requests', the number after which the load ends"
            )
        }
        if let requests = load.expectedStarts, requests > Self.mostRequests {
            problems.add(
                "this load would start more than 1000000000 requests",
                at: reader.opening,
                help: "write a lower rate or a shorter time"
            )
        }
        return .load(load)
    }

    private func connections(_ node: JSONNode) -> LoadConnections {
        var connections = LoadConnections()
        let keys = ["max", "streams", "reuse", "openBefore", "openEvery"]
        guard let reader = ObjectReader(node, "'connections'", keys: keys, problems) else { return connections }
        connections.maximum = reader.count("max", in: 1...65_536)
        connections.streams = reader.count("streams", in: 1...1000) ?? connections.streams
        connections.isReusing = reader.flag("reuse") ?? true
        connections.openedBefore = reader.count("openBefore", in: 0...65_536)
        connections.openingInterval = reader.duration("openEvery") ?? 0
        let most = connections.maximum(streams: 1)
        if let before = connections.openedBefore, before > most {
            problems.add(
                "'openBefore' is more than the \(most) connections of 'max'",
                at: reader["openBefore"]?.location
            )
        }
        return connections
    }

    /// One percentile and the share by which it may be off.
    private func precision(_ node: JSONNode) -> LoadPrecision? {
        let names = ExpectationDecoder.percentiles.filter { $0.hasPrefix("p") }
        guard let reader = ObjectReader(node, "'until'", keys: names, problems) else { return nil }
        let present = reader.present(names)
        guard present.count == 1, let member = present.first, let percent = Double(member.name.dropFirst()) else {
            problems.add(
                "'until' must name one percentile",
                at: node.location,
                help: #"write for example "until": { "p99": "5%" }"#
            )
            return nil
        }
        guard let share = Leaf.share(member.value, problems) else { return nil }
        guard share > 0, share < 1 else {
            problems.add("the share of 'until' must be more than 0% and less than 100%", at: member.value.location)
            return nil
        }
        return LoadPrecision(name: member.name, percent: percent, share: share)
    }

    private func share(_ node: JSONNode) -> Double? {
        if node.string == "all" { return 1 }
        if node.string == "none" { return 0 }
        return Leaf.share(node, problems)
    }

    /// The value of an enumeration that `node` names.
    private func choice<Choice: RawRepresentable & CaseIterable>(_ node: JSONNode, _ key: String) -> Choice?
    where Choice.RawValue == String {
        if let choice = node.string.flatMap(Choice.init(rawValue:)) { return choice }
        if node.isPending { return nil }
        let names = Choice.allCases.map(\.rawValue)
        problems.add(
            "unknown \(key) \(Leaf.found(node))",
            at: node.location,
            help: UnknownName.help(node.string ?? "", among: names)
        )
        return nil
    }
}

extension TrafficDecoder {
    /// The value of a column, which is the same whenever its row is used.
    private func value(_ node: JSONNode, _ scope: inout Scope) -> JSONValue {
        let resolved = scope.resolve(node, problems)
        if resolved.holdsPending, !scope.toleratesUnsetEnvironment {
            problems.add(
                "a row of 'data' is known before anything is sent: it can't hold a capture",
                at: node.location,
                help: "name the capture in the request"
            )
        }
        return resolved.value
    }

    /// The rows of a burst's or load's `data`.
    func data(_ traffic: JSONNode?, _ scope: Scope) -> LoadData? {
        guard let traffic, case .object(let members) = traffic.content else { return nil }
        let order = members.first { $0.name == "order" }
        guard let node = members.first(where: { $0.name == "data" })?.value else {
            if let order { problems.add("'order' needs 'data'", at: order.nameLocation) }
            return nil
        }
        let rows = RowDecoder(problems: problems, files: scope.files, most: RowDecoder.mostLoadRows).rows(node)
        guard let first = rows.first else { return nil }
        let columns = first.map(\.name)
        for row in rows where row.map(\.name) != columns {
            problems.add(
                "every row of 'data' must have the same columns: \(columns.joined(separator: ", "))",
                at: node.location
            )
            return nil
        }
        var own = scope
        let values = rows.map { row in row.map { value($0.value, &own) } }
        let chosen: LoadData.Order? = order.flatMap { choice($0.value, "order") }
        return LoadData(columns: columns, rows: values, order: chosen ?? .sequential)
    }
}

/// Decodes `replay`: the times at which requests start, from a list or a file.
struct ReplayDecoder {
    /// Times in nanoseconds from the first, in ascending order.
    typealias Replay = (times: [UInt64], speed: Double)

    let problems: Problems
    private let files = FileStore()

    init(problems: Problems) { self.problems = problems }

    func replay(_ node: JSONNode) -> Replay? {
        switch node.content {
        case .string(let name): return times(inFile: name, node).map { ($0, 1) }
        case .array(let elements): return times(elements, node).map { ($0, 1) }
        case .null, .bool, .number, .object, .pending: break
        }
        guard let reader = ObjectReader(node, "'replay'", keys: ["file", "times", "speed"], problems) else {
            return nil
        }
        reader.exclusive(["file", "times"], "of them")
        let speed = reader["speed"].flatMap { Leaf.number($0, "'speed'", problems) }?.double ?? 1
        let isRight = Self.speeds.contains(speed)
        if !isRight {
            problems.add("'speed' must be a number from 0.000001 to 1000000", at: reader["speed"]?.location)
        }
        var times: [UInt64]?
        if let file = reader.text("file") {
            times = self.times(inFile: file, reader["file"] ?? node)
        } else if let list = reader["times"], let elements = list.elements {
            times = self.times(elements, list)
        } else {
            problems.add("'replay' needs 'file' or a list of 'times'", at: reader.opening)
        }
        guard let times, isRight else { return nil }
        return (times, speed)
    }

    /// How much quicker or slower than recorded the starts may follow each other.
    private static let speeds = 1e-6...1e6

    private func times(inFile name: String, _ node: JSONNode) -> [UInt64]? {
        let path = FileStore.resolve(name, relativeTo: node.location.file.path)
        do throws(FileStore.Failure) {
            if name.lowercased().hasSuffix(".json") {
                let file = try files.document(at: path)
                guard let root = SourceReader.parse(file, problems) else { return nil }
                if let elements = root.elements { return times(elements, root) }
                problems.add("the times must be a list, found \(root.described)", at: root.location)
                return nil
            }
            return times(lines: String(decoding: try files.bytes(at: path), as: UTF8.self), path, node)
        } catch {
            problems.add(
                "the file \(error.path) \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
            return nil
        }
    }

    /// A time a line, in the first column; a first line that is no time names the columns.
    private func times(lines text: String, _ path: String, _ node: JSONNode) -> [UInt64]? {
        var times: [Double] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let cell = line.prefix { $0 != "," && $0 != ";" }.trimming { $0 == " " || $0 == "\r" || $0 == "\"" }
            if cell.isEmpty { continue }
            if let time = Self.seconds(String(cell)) {
                times.append(time)
            } else if number > 0 {
                problems.add("\(path), line \(number + 1): '\(cell)' is no time", at: node.location, help: Self.help)
                return nil
            }
        }
        return sorted(times, node)
    }

    private func times(_ elements: [JSONNode], _ node: JSONNode) -> [UInt64]? {
        var times: [Double] = []
        for element in elements {
            guard let time = Self.seconds(element.value.plainText) else {
                problems.add("\(Leaf.found(element)) is no time", at: element.location, help: Self.help)
                return nil
            }
            times.append(time)
        }
        return sorted(times, node)
    }

    private static let help = "write seconds, such as 12.5, or a date by RFC 3339"

    private static func seconds(_ text: String) -> Double? {
        if let number = Double(text), number.isFinite { return number }
        return (try? DateFormat("iso8601"))?.unixMilliseconds(from: text).map { Double($0) / 1000 }
    }

    private func sorted(_ times: [Double], _ node: JSONNode) -> [UInt64]? {
        guard let first = times.min() else {
            problems.add("'replay' has no times", at: node.location)
            return nil
        }
        let nanoseconds = times.sorted().map { UInt64(saturating: ($0 - first) * 1e9) }
        if let last = nanoseconds.last, last > Quantity.longestTime {
            problems.add("the times of 'replay' lie more than 365d apart", at: node.location, help: Self.help)
            return nil
        }
        return nanoseconds
    }
}

extension Substring {
    fileprivate func trimming(_ isOuter: (Character) -> Bool) -> Substring {
        var rest = drop(while: isOuter)
        while let last = rest.last, isOuter(last) { rest.removeLast() }
        return rest
    }
}
