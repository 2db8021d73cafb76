/// The text format of OpenMetrics 1.0, read strictly: what a monitoring system would refuse gives an error.
struct OpenMetrics {
    struct Invalid: Error, CustomStringConvertible {
        var description: String
    }

    struct Sample: Hashable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family {
        var name: String
        var type: String
        var unit = ""
        var samples: [Sample] = []
    }

    private(set) var families: [Family] = []

    /// The value of the only sample with this name and, among others, these labels.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = families.flatMap(\.samples).filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }
        return found.count == 1 ? found[0].value : nil
    }

    init(_ text: String) throws {
        guard text.hasSuffix("# EOF\n") else { throw Invalid(description: "no # EOF at the end") }
        var seen: Set<String> = []
        for line in text.dropLast("# EOF\n".count).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# ") {
                try addMetadata(line.split(separator: " ", maxSplits: 3).map(String.init), String(line))
            } else {
                try addSample(try Self.sample(line), &seen)
            }
        }
        for family in families where family.type == "histogram" { try Self.checkBuckets(family) }
    }

    private mutating func addMetadata(_ words: [String], _ line: String) throws {
        guard words.count == 4 else { throw Invalid(description: line) }
        switch words[1] {
        case "TYPE":
            guard !families.contains(where: { $0.name == words[2] }) else {
                throw Invalid(description: "twice: \(line)")
            }
            families.append(Family(name: words[2], type: words[3]))
        case "UNIT":
            guard families.last?.name == words[2], words[2].hasSuffix("_\(words[3])") else {
                throw Invalid(description: line)
            }
            families[families.count - 1].unit = words[3]
        case "HELP": guard families.last?.name == words[2] else { throw Invalid(description: line) }
        default: throw Invalid(description: line)
        }
    }

    private mutating func addSample(_ sample: Sample, _ seen: inout Set<String>) throws {
        guard let family = families.last, sample.name.hasPrefix(family.name) else {
            throw Invalid(description: "\(sample)")
        }
        let endings =
            ["counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_count", "_sum"]][family.type] ?? []
        guard endings.contains(String(sample.name.dropFirst(family.name.count))) else {
            throw Invalid(description: "\(sample.name) in a \(family.type)")
        }
        let identity = "\(sample.name) \(sample.labels.sorted { $0.key < $1.key })"
        guard seen.insert(identity).inserted else { throw Invalid(description: "twice: \(identity)") }
        families[families.count - 1].samples.append(sample)
    }

    private static func sample(_ line: Substring) throws -> Sample {
        guard let open = line.firstIndex(of: "{"), let close = line.lastIndex(of: "}"),
            line[line.index(after: close)...].first == " ",
            let value = Double(line[line.index(close, offsetBy: 2)...])
        else { throw Invalid(description: String(line)) }
        var labels: [String: String] = [:]
        var rest = line[line.index(after: open)..<close]
        while !rest.isEmpty {
            guard let equals = rest.firstRange(of: "=\"") else { throw Invalid(description: String(line)) }
            let name = String(rest[..<equals.lowerBound])
            rest = rest[equals.upperBound...]
            var text = ""
            while let next = rest.popFirst(), next != "\"" {
                guard next == "\\" else {
                    text.append(next)
                    continue
                }
                let escaped = rest.popFirst()
                guard let plain = ["\\": "\\", "\"": "\"", "n": "\n"][escaped ?? " "] as Character? else {
                    throw Invalid(description: String(line))
                }
                text.append(plain)
            }
            labels[name] = text
            if rest.first == "," { rest.removeFirst() }
        }
        return Sample(name: String(line[..<open]), labels: labels, value: value)
    }

    private static func checkBuckets(_ family: Family) throws {
        let series = Dictionary(grouping: family.samples) { sample in sample.labels.filter { $0.key != "le" } }
        for samples in series.values {
            let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
            let ends = buckets.compactMap { $0.labels["le"].flatMap(Double.init) }
            guard ends == ends.sorted(), ends.last == .infinity, buckets.map(\.value) == buckets.map(\.value).sorted(),
                buckets.last?.value == samples.first(where: { $0.name.hasSuffix("_count") })?.value,
                samples.contains(where: { $0.name.hasSuffix("_sum") })
            else { throw Invalid(description: "the buckets of \(family.name)") }
        }
    }
}
