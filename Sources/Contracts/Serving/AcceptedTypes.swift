/// The media ranges of an `Accept` field with their weights (RFC 9110, section 12.5.1).
struct AcceptedTypes {
    private let ranges: [(range: MediaType, weight: Double)]

    /// Nil for a field that isn't there or says nothing that can be read: then everything is accepted.
    init?(_ field: String?) {
        let ranges = (field ?? "").split(separator: ",").compactMap { part -> (MediaType, Double)? in
            guard let range = MediaType(part.trimmingBlanks) else { return nil }
            return (range, range.parameters["q"].flatMap(Double.init) ?? 1)
        }
        if ranges.isEmpty { return nil }
        self.ranges = ranges
    }

    /// How much `type` is wanted, by the most specific range that covers it; 0 when it isn't.
    func weight(of type: MediaType) -> Double {
        let covering = ranges.filter { pair in
            let range = pair.range
            return (range.type == "*" || range.type == type.type)
                && (range.subtype == "*" || range.subtype == type.subtype)
        }
        return covering.max { rank($0.range) < rank($1.range) }?.weight ?? 0
    }

    private func rank(_ range: MediaType) -> Int { (range.type == "*" ? 0 : 1) + (range.subtype == "*" ? 0 : 1) }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
