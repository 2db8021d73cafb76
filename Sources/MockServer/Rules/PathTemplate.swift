/// A path in which `{name}` stands for one segment that isn't empty.
struct PathTemplate: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case name(String)
    }

    let segments: [Segment]

    /// The names, in order.
    var names: [String] {
        segments.compactMap { if case .name(let name) = $0 { name } else { nil } }
    }

    /// The template of `text`, which begins with a slash; its segments may be percent-encoded.
    init(_ text: String) {
        segments = TargetParts(text).segments.map { segment in
            let bytes = segment.utf8
            guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), bytes.count > 2 else {
                return .literal(segment)
            }
            return .name(String(segment.dropFirst().dropLast()))
        }
    }

    /// The values of the names, when `path` (its segments, percent-decoded) has this form.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .literal(let literal):
                guard literal.utf8.elementsEqual(text.utf8) else { return nil }
            case .name(let name):
                guard !text.isEmpty else { return nil }
                values[name] = text
            }
        }
        return values
    }
}
