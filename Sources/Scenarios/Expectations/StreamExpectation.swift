import Decoding
import Diagnostics
package import HTTP
import JSON
import JSONPath
import Matching
import Measurement
import Quantities
package import Results

/// What is expected of a content of events: server-sent events, or lines of JSON.
struct StreamExpectation: Sendable {
    /// What is expected of one event.
    struct Event: Sendable {
        /// Of its type, ID and data, by the keys that say so.
        var texts: [Expectation.Named] = []
        /// Of its data as JSON.
        var json: [Expectation.AtPath] = []

        static let keys = texts + ["json"]
        static let texts = ["event", "id", "data"]
    }

    var count: Matcher?
    /// From the intended start of the request to the first event at most, in nanoseconds.
    var first: UInt64?
    /// From one event to the next at most, in nanoseconds.
    var gap: UInt64?
    /// By number from 0, or from the end: -1 is the last.
    var events: [(number: Int, event: Event)] = []
    /// What is expected of every one.
    var each: Event?

    static let keys = ["count", "first", "gap", "events", "each"]
    static let firstName = "stream.first"
    static let gapName = "stream.gap"

    private var all: [Event] { events.map(\.event) + [each].compactMap(\.self) }

    /// Whether the content is needed, and not only when its events came.
    var readsContent: Bool { count != nil || !all.isEmpty }

    /// Whether the same response may be judged otherwise at another time, or for its own times.
    var dependsOnTime: Bool {
        first != nil || gap != nil || (count?.dependsOnTime ?? false)
            || all.contains {
                $0.texts.contains { $0.matcher.dependsOnTime } || $0.json.contains { $0.matcher.dependsOnTime }
            }
    }
}

extension StreamExpectation {
    func judge(_ response: HTTPResponse, _ subject: Subject, _ context: MatchContext, _ judgement: inout Judgement) {
        let type = response.headers["Content-Type"]
        guard let format = subject.eventFormat else {
            judgement.check(
                Finding(
                    "stream",
                    expected: "a content of events: text/event-stream, or lines as application/x-ndjson",
                    found: type.map { "content type \($0)" } ?? "no content type"
                )
            )
            return
        }
        judgement.count += 1
        judgeTimes(response, subject.exchange, &judgement)
        guard readsContent else { return }
        let found = StreamEvent.all(in: response.body, format)
        if let count { judgement.check("stream.count", count.judge(.number(JSONNumber(found.count)), context)) }
        for (number, event) in events {
            guard let one = found.event(number) else {
                let seen = found.count == 1 ? "1 event" : "\(found.count) events"
                judgement.check(Finding("stream.events.\(number)", expected: "such an event", found: seen))
                continue
            }
            event.judge(one, "stream.events.\(number)", context, &judgement)
        }
        if let each { judge(each, of: found, context, &judgement) }
    }

    /// Of those that don't hold the first is shown.
    private func judge(_ each: Event, of events: [StreamEvent], _ context: MatchContext, _ judgement: inout Judgement) {
        guard !events.isEmpty else {
            return judgement.check(Finding("stream.each", expected: "events", found: "none"))
        }
        var first: (number: Int, judgement: Judgement)?
        var broken = 0
        for (number, event) in events.enumerated() {
            var own = Judgement()
            each.judge(event, "stream.each", context, &own)
            judgement.count += own.count
            guard !own.findings.isEmpty else { continue }
            broken += 1
            first = first ?? (number, own)
        }
        guard let first else { return }
        for var finding in first.judgement.findings {
            finding.found += ", in event \(first.number); of \(events.count) events it doesn't hold in \(broken)"
            if first.judgement.truth == .undecided {
                judgement.addUndecided(finding)
            } else {
                judgement.findings.append(finding)
            }
        }
    }

    private func judgeTimes(_ response: HTTPResponse, _ exchange: Exchange, _ judgement: inout Judgement) {
        let begun = exchange.started - min(exchange.intended, exchange.started)
        if let first {
            let limit = "the first event within \(Quantity.describe(nanoseconds: first))"
            let time = exchange.events?.first?.addingSaturated(begun)
            judge(Self.firstName, limit, first, time, exchange, response, &judgement)
        }
        if let gap {
            let limit = "no more than \(Quantity.describe(nanoseconds: gap)) from one event to the next"
            let longest = exchange.events.map { $0.longestGap ?? 0 }
            judge(Self.gapName, limit, gap, longest, exchange, response, &judgement)
        }
    }

    private func judge(
        _ name: String,
        _ expected: String,
        _ limit: UInt64,
        _ time: UInt64?,
        _ exchange: Exchange,
        _ response: HTTPResponse,
        _ judgement: inout Judgement
    ) {
        guard exchange.events != nil else {
            let coding = response.headers["Content-Encoding"].map { "the coding \($0)" } ?? "a coding"
            judgement.count += 1
            return judgement.addUndecided(
                Finding(
                    name,
                    expected: expected,
                    found: "no times, as the content has \(coding): "
                        + "\"Accept-Encoding\": null in the headers asks for none"
                )
            )
        }
        let found = time.map { Quantity.describe(nanoseconds: $0) } ?? "no event"
        let isLate = time.map { $0 > limit } ?? true
        judgement.check(isLate ? Finding(name, expected: expected, found: found) : nil)
    }
}

extension StreamExpectation.Event {
    fileprivate func judge(
        _ event: StreamEvent,
        _ place: String,
        _ context: MatchContext,
        _ judgement: inout Judgement
    ) {
        for named in texts {
            let text =
                switch named.name {
                case "event": event.type
                case "id": event.id
                default: event.data
                }
            judgement.check("\(place).\(named.name)", named.matcher.judge(.string(text), context))
        }
        guard !json.isEmpty else { return }
        guard let document = event.json else {
            let seen = event.data.isEmpty ? "no data" : ValueText.quoted(event.data)
            return judgement.check(Finding("\(place).data", expected: "JSON", found: seen))
        }
        for at in json {
            judgement.check("\(place).json.\(at.path)", at.judge(document, MatchContext(now: context.now)))
        }
    }
}

extension Expectation {
    /// By how much the times of a response break what `finding`, one that it has brought about, says of them, in
    /// nanoseconds; `nil` where it is about something else.
    package func excess(_ finding: Finding, responseTime: UInt64, _ events: EventTimes?) -> UInt64? {
        let (time, limit): (UInt64?, UInt64?) =
            switch finding.expectation {
            case "within": (responseTime, within)
            case StreamExpectation.firstName: (events?.first, stream?.first)
            case StreamExpectation.gapName: (events?.longestGap, stream?.gap)
            default: (nil, nil)
            }
        guard let time, let limit, time > limit else { return nil }
        return time - limit
    }
}

extension Subject {
    /// How the content's events are written; `nil` where it is none of events.
    fileprivate var eventFormat: EventFormat? {
        response?.headers["Content-Type"].flatMap { EventFormat($0.utf8) }
    }

    /// The events of the content; none where it is none of events.
    var events: [StreamEvent] {
        guard let response, let eventFormat else { return [] }
        return StreamEvent.all(in: response.body, eventFormat)
    }
}

extension [StreamEvent] {
    /// The event of a number from 0, or from the end: -1 is the last; `nil` where there is none.
    func event(_ number: Int) -> StreamEvent? {
        let place = number < 0 ? count + number : number
        return indices.contains(place) ? self[place] : nil
    }
}

extension StreamEvent {
    /// Its data as JSON; `nil` where it is none.
    var json: JSONValue? { try? JSONParser.parseAnswer(Array(data.utf8)).value }
}

extension ExpectationDecoder {
    func stream(_ node: JSONNode) -> StreamExpectation? {
        guard let reader = ObjectReader(node, "'stream'", keys: StreamExpectation.keys, problems) else { return nil }
        var stream = StreamExpectation()
        stream.count = reader["count"].map(matchers.matcher)
        stream.first = reader.duration("first")
        stream.gap = reader.duration("gap")
        stream.each = reader["each"].flatMap { event($0, "'each'") }
        for member in reader["events"].flatMap({ ObjectReader.members(of: $0, "'events'", problems) }) ?? [] {
            if let event = event(member.value, "an event"), let number = number(member) {
                stream.events.append((number, event))
            }
        }
        return stream
    }

    private func number(_ member: JSONNode.Member) -> Int? {
        if member.pendingName != nil { return nil }
        if let number = Int(member.name), String(number) == member.name { return number }
        problems.add(
            "'\(member.name)' is not the number of an event",
            at: member.nameLocation,
            help: "write \"0\" for the first, \"-1\" for the last"
        )
        return nil
    }

    private func event(_ node: JSONNode, _ what: String) -> StreamExpectation.Event? {
        guard let reader = ObjectReader(node, what, keys: StreamExpectation.Event.keys, problems) else { return nil }
        return StreamExpectation.Event(
            texts: reader.present(StreamExpectation.Event.texts).map {
                Expectation.Named(name: $0.name, matcher: matchers.matcher($0.value))
            },
            json: reader["json"].map(paths) ?? []
        )
    }
}
