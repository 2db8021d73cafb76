import Diagnostics
import JSON
import Measurement

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
