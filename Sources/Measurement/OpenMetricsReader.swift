/// Reads the text formats of OpenMetrics 1.0 and Prometheus, as targets write them: tolerant of what others get wrong,
/// and bounded. Lines that can't be read are passed over.
package enum OpenMetricsReader {
    /// A value of a series.
    package struct Sample: Sendable, Hashable {
        /// The series: the sample's name with its labels, as they are written.
        package var series: String
        /// The sample's name alone.
        package var name: String
        package var value: Double
        /// Whether it only counts up, so that its changes matter.
        package var isCounter: Bool
    }

    /// Longer texts are read so far, in bytes.
    package static let longestText = 1 << 20
    /// Longer names of series, labels included, are passed over.
    private static let longestSeries = 200

    /// The samples of `text` whose name `isWanted`, those that are numbers.
    package static func samples(_ text: [UInt8], where isWanted: (_ name: String) -> Bool) -> [Sample] {
        var samples: [Sample] = []
        var counters = Set<String>()
        for line in text.prefix(longestText).split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "#") {
                let words = String(decoding: line, as: UTF8.self).split(separator: " ")
                // `# TYPE name type`: OpenMetrics names the family, Prometheus the sample.
                guard words.count == 4, words[1] == "TYPE", words[3].filter({ $0 != "\r" }) == "counter" else {
                    continue
                }
                counters.insert(String(words[2]))
                continue
            }
            let ends: (UInt8) -> Bool = {
                $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
            }
            let name = String(decoding: line.prefix { !ends($0) }, as: UTF8.self)
            guard !name.isEmpty, isWanted(name), let (series, value) = parts(line) else { continue }
            let family = name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
            let counts = ["_total", "_count", "_sum", "_bucket"].contains { name.hasSuffix($0) }
            let isCounter = counts || counters.contains(name) || counters.contains(family)
            samples.append(Sample(series: series, name: name, value: value, isCounter: isCounter))
        }
        return samples
    }

    /// The series with its labels, and the value; `nil` where the line has another form, or the value is no number.
    private static func parts(_ line: ArraySlice<UInt8>) -> (series: String, value: Double)? {
        var end = line.startIndex
        var isQuoted = false
        var isEscaped = false
        var isInside = false
        // A blank ends the series, unless it stands among the labels.
        scan: while end < line.endIndex {
            let byte = line[end]
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isQuoted: isEscaped = true
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "{") where !isQuoted: isInside = true
            case UInt8(ascii: "}") where !isQuoted: isInside = false
            case UInt8(ascii: " ") where !isInside, UInt8(ascii: "\t") where !isInside: break scan
            default: break
            }
            end += 1
        }
        guard !isInside, !isQuoted, end - line.startIndex <= longestSeries else { return nil }
        let rest = String(decoding: line[end...], as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" }
        // Behind the value a timestamp may stand.
        guard let word = rest.first, let value = Double(word), value.isFinite else { return nil }
        return (String(decoding: line[line.startIndex..<end], as: UTF8.self), value)
    }
}
