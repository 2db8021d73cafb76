internal import FoundationEssentials

extension HdrLog {
    /// The log that `text` is, with histograms in the V2 encoding: versions 1.2 and 1.3 of the format, and older ones as far
    /// as they have it.
    public init(_ text: String) throws(HdrFormatError) {
        self.init()
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if line.hasPrefix("#") {
                if let time = Self.time(line, "#[StartTime:") { startTime = time }
                if let time = Self.time(line, "#[BaseTime:") { baseTime = time }
            } else if !line.hasPrefix("\"StartTimestamp\""), line.contains(where: { !$0.isWhitespace }) {
                intervals.append(try Self.interval(line, number))
            }
        }
    }

    /// The number after `prefix`, if the comment begins with it.
    private static func time(_ comment: Substring, _ prefix: String) -> Double? {
        guard comment.hasPrefix(prefix) else { return nil }
        return comment.dropFirst(prefix.count).split(separator: " ").first.flatMap { Double($0) }
    }

    private static func interval(_ line: Substring, _ number: Int) throws(HdrFormatError) -> Interval {
        var fields = line.split(separator: ",", omittingEmptySubsequences: false)[...]
        let tag = fields.first?.hasPrefix("Tag=") == true ? fields.removeFirst().dropFirst(4) : nil
        guard fields.count == 4, let text = fields.last else {
            throw HdrFormatError(
                .line,
                found: "\(fields.count) fields",
                expected: "start, length, maximum and histogram, separated by commas",
                line: number
            )
        }
        fields.removeLast()
        let numbers = fields.map { Double($0) ?? .nan }
        guard numbers.allSatisfy(\.isFinite) else {
            throw HdrFormatError(
                .line,
                found: "\"\(fields.joined(separator: ","))\"",
                expected: "three numbers before the histogram",
                line: number
            )
        }
        return Interval(
            tag: tag.map(String.init),
            start: numbers[0],
            length: numbers[1],
            counts: try counts(text, number)
        )
    }

    private static func counts(_ text: Substring, _ number: Int) throws(HdrFormatError) -> HdrCounts {
        guard let data = Data(base64Encoded: String(text)) else {
            throw HdrFormatError(
                .base64,
                found: "a histogram that isn't base64",
                expected: "base64 (RFC 4648) without line breaks; the line may be cut off",
                line: number
            )
        }
        do {
            return try HdrCounts(encoded: [UInt8](data))
        } catch {
            var located = error
            located.line = number
            throw located
        }
    }
}
