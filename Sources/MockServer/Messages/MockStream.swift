import Decoding
import HTTP
import JSON

/// A content of events that comes bit by bit: server-sent events, or lines where the answer's type says so.
package struct MockStream: Sendable, Hashable {
    /// One event, or the same several times.
    package struct Event: Sendable, Hashable {
        /// Its fields, each with the line break behind it, and the empty line that ends it.
        package var bytes: [UInt8]
        /// How long it waits before each of them, in nanoseconds.
        package var pause: Int64
        package var times: Int
    }

    package var events: [Event]

    /// How many bytes all of it has.
    var count: Int { events.reduce(0) { $0 + $1.bytes.count * $1.times } }

    /// Where in a stream its answer is.
    struct Cursor {
        private var rest: ArraySlice<Event>
        private var given = 0

        init(_ stream: MockStream) { rest = stream.events[...] }

        /// The next event; `nil` at the end.
        mutating func next() -> Event? {
            guard let event = rest.first else { return nil }
            given += 1
            if given == event.times {
                rest = rest.dropFirst()
                given = 0
            }
            return event
        }
    }
}

/// Decodes a `stream`.
struct StreamDecoder {
    private static let fields = ["event", "id", "data", "comment"]
    private static let keys = fields + ["after", "times"]
    /// More events than that are no stream that a test needs.
    private static let mostTimes = 1_000_000

    let problems: Problems

    /// The stream that `node` describes, in the format of an answer of the type `type`.
    func stream(_ node: JSONNode, type: String?) -> MockStream? {
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add(
                "'stream' must be a list with at least one event, found \(Leaf.found(node))",
                at: node.location,
                help: #"write [ { "data": "first" }, { "after": "100ms", "data": "second" } ]"#
            )
            return nil
        }
        let format = type.flatMap { EventFormat($0.utf8) } ?? .serverSentEvents
        return MockStream(events: elements.compactMap { event($0, format) })
    }

    private func event(_ node: JSONNode, _ format: EventFormat) -> MockStream.Event? {
        guard let reader = ObjectReader(node, "an event", keys: Self.keys, problems) else { return nil }
        let members = reader.present(Self.fields)
        if members.isEmpty { problems.add("an event needs 'data', 'event', 'id' or 'comment'", at: node.location) }
        let isLines = format == .lines
        var text = ""
        for member in members {
            guard !isLines || member.name == "data" else {
                problems.add("a line has 'data' alone", at: member.nameLocation)
                continue
            }
            let value = Self.text(member.value)
            let name = member.name == "comment" ? "" : member.name
            if isLines {
                text += value
            } else {
                for line in value.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
                    text += "\(name): \(line)\n"
                }
            }
        }
        return MockStream.Event(
            bytes: Array((text + "\n").utf8),
            pause: reader.duration("after").map { Int64(clamping: $0) } ?? 0,
            times: reader.count("times", in: 1...Self.mostTimes) ?? 1
        )
    }

    /// A text as it stands, any other value as compact JSON.
    private static func text(_ node: JSONNode) -> String { node.string ?? node.value.plainText }
}
