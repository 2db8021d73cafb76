import Decoding
import Diagnostics
import HTTP
import JSON
import LoadEngine
import Results
import Scenarios
import Substitution

/// Judges a response of a flow, and takes from it what the flow's further requests need.
struct WireCapture {
    let step: LoadStep
    let expectation: WireExpectation
    let scope: CaseScope
    let texts: FlowTexts
    let keepsCookies: Bool
    let origins: LoadOrigins
    /// Whether all requests of the flow go to one.
    let hasOneOrigin: Bool
    let rules: ProtocolRules
    let problem: FirstProblem

    private var readsURL: Bool { step.captures.contains(where: \.readsURL) }

    var flowCapture: FlowCapture {
        FlowCapture { view, memory, isJudged in take(view, memory, isJudged) }
    }

    private func take(_ view: ResponseView, _ memory: FlowMemory, _ isJudged: Bool) -> Breach? {
        var exchange = WireJudge.exchange(view, withHeaders: true, withContent: true)
        if readsURL { exchange.url = "\(origins[view.origin])\(Self.target(of: view.request))" }
        let readsJSON = step.captures.contains(where: \.readsJSON)
        let notes = FlowNotes.of(memory)
        let expectation: Scenarios.Expectation
        switch self.expectation {
        case .shared(let shared): expectation = shared
        case .own(let own):
            guard let made = own.expectation(memory.index, user: memory.user, notes.captured) else {
                return OwnExpectation.unmade
            }
            expectation = made
        }
        let subject = expectation.subject(exchange, parsing: readsJSON)
        if isJudged || !self.expectation.isShared,
            let breach = WireJudge.breach(subject, expectation, rules, view, now: scope.scope.clock())
        {
            return breach
        }
        for capture in step.captures {
            guard let value = capture.value(in: subject) else {
                return "capture.\(capture.name): expected \(capture.description), found none"
            }
            keep(value, capture, notes, memory)
            memory.secrets += capture.pieces(in: subject)
        }
        if keepsCookies, let response = subject.response { keepCookies(response.headers, view, notes, memory) }
        return nil
    }

    private func keep(_ value: JSONValue, _ capture: Capture, _ notes: FlowNotes, _ memory: FlowMemory) {
        notes.captured[capture.name] = value
        if capture.isSecret { memory.secrets.append(value.plainText) }
        for use in texts.uses(of: capture.name) {
            memory.set(use.number, value.part(use.path).flatMap(use.fill.bytes))
        }
    }

    private func keepCookies(_ fields: HeaderFields, _ view: ResponseView, _ notes: FlowNotes, _ memory: FlowMemory) {
        guard !fields.values("Set-Cookie").isEmpty,
            let url = try? HTTPURL("\(origins[view.origin])\(Self.target(of: view.request))")
        else { return }
        notes.cookies.store(fields, from: url)
        // What every request to one origin gets, no request to another may get.
        let known = hasOneOrigin ? notes.cookies.valueForEveryTarget(of: url.origin) : nil
        let line = known.map { $0.isEmpty ? "" : RequestRenderer.line(HeaderField("Cookie", $0)) }
        memory.set(FlowTexts.cookies, line.map { Array($0.utf8) })
    }

    /// The target of a request whose bytes these are.
    private static func target(of request: some Collection<UInt8>) -> String {
        let line = request.prefix { $0 != 0x0D }.split(separator: 0x20, maxSplits: 2)
        return line.count > 1 ? String(decoding: line[1], as: UTF8.self) : "/"
    }
}

/// The texts of a flow's memory: the line of its cookies, and what it captures, once for each way in which its requests
/// write it.
struct FlowTexts {
    /// A capture, or a part of it, as a request writes it.
    private struct Use: Hashable {
        var name: String
        var path: [String]
        var fill: GapFill
    }

    /// The number of the line of the flow's cookies.
    static let cookies = 0

    private var uses: [Use] = []
    /// The names of what has been captured before the request that is compiled now.
    private(set) var captured: Set<String> = []

    /// How many there are.
    var count: Int { Self.cookies + 1 + uses.count }

    /// A step has captured these.
    mutating func capture(_ captures: [Capture]) { captured.formUnion(captures.map(\.name)) }

    /// The number of a text.
    mutating func number(_ name: String, _ path: [String], _ fill: GapFill) -> Int {
        var fill = fill
        // Which of the request's gaps it is makes no difference.
        fill.number = 0
        let use = Use(name: name, path: path, fill: fill)
        if let known = uses.firstIndex(of: use) { return Self.cookies + 1 + known }
        uses.append(use)
        return Self.cookies + uses.count
    }

    /// The texts that are made of the capture `name`, with their numbers.
    func uses(of name: String) -> [(number: Int, path: [String], fill: GapFill)] {
        uses.enumerated().filter { $0.element.name == name }.map { place, use in
            (Self.cookies + 1 + place, use.path, use.fill)
        }
    }
}

/// What a flow has captured and which cookies it was given: kept with the engine's memory of the flow.
final class FlowNotes {
    private var index: UInt64?
    /// The captured values, by name.
    var captured: [String: JSONValue] = [:]
    var cookies = CookieStore()

    /// The notes of the flow that `memory` is of now.
    static func of(_ memory: FlowMemory) -> FlowNotes {
        guard let notes = memory.notes as? FlowNotes else {
            let notes = FlowNotes()
            notes.index = memory.index
            memory.notes = notes
            return notes
        }
        if notes.index != memory.index {
            notes.index = memory.index
            notes.captured.removeAll(keepingCapacity: true)
            notes.cookies = CookieStore()
        }
        return notes
    }
}
