import HTTP
import Synchronization

/// The last requests that a mock answered, for tests and for whoever watches it.
package final class MockRequestLog: Sendable {
    private struct State {
        var entries: [MockLogEntry] = []
        var next = 0
        var count = 0
    }

    private let capacity: Int
    private let observer: (@Sendable (MockLogEntry) -> Void)?
    private let state = Mutex(State())

    /// A log of the last `capacity` requests. `observer` is called for each one on an event loop: it must be quick.
    package init(capacity: Int = 256, observer: (@Sendable (MockLogEntry) -> Void)? = nil) {
        self.capacity = max(0, capacity)
        self.observer = observer
    }

    /// The last requests, the oldest first.
    package var entries: [MockLogEntry] {
        state.withLock { Array($0.entries[$0.next...] + $0.entries[..<$0.next]) }
    }

    /// How many requests there were in all.
    package var count: Int { state.withLock { $0.count } }

    func record(_ request: MockRequest, _ answer: MockAnswer) {
        let entry = state.withLock { state -> MockLogEntry in
            state.count += 1
            let entry = MockLogEntry(number: state.count, request: request, answer: answer)
            guard capacity > 0 else { return entry }
            if state.entries.count < capacity {
                state.entries.append(entry)
            } else {
                state.entries[state.next] = entry
                state.next = (state.next + 1) % capacity
            }
            return entry
        }
        observer?(entry)
    }
}

/// One request and what it got, content in part.
package struct MockLogEntry: Sendable, Hashable {
    /// How much of a request's content is kept, in bytes.
    package static let keptContent = 64 << 10

    /// Which request it is, counted from 1.
    package let number: Int
    /// The request; its content is cut after ``keptContent`` bytes.
    package let request: MockRequest
    /// The size of the request's whole content, in bytes.
    package let contentSize: Int
    /// The status that it got; `nil` when a fault came first.
    package let status: Int?
    /// The fault that it got.
    package let fault: MockFault?
    /// The size of the answer's content, in bytes.
    package let answerSize: Int
    /// The rule that answered; `nil` when none did.
    package let rule: String?

    init(number: Int, request: MockRequest, answer: MockAnswer) {
        self.number = number
        contentSize = request.body.count
        var kept = request
        if contentSize > Self.keptContent { kept.body = Array(request.body.prefix(Self.keptContent)) }
        self.request = kept
        fault = answer.fault
        status = answer.fault?.hidesStatus == true ? nil : answer.status
        answerSize = answer.body.count
        rule = answer.rule
    }

    /// The request in one line: number, method, path and names of the query's parameters, what it got, and from which
    /// rule. It holds no header value, no query value and no content, so no secret either.
    package var line: String {
        let names = request.query.map(\.name)
        let query = names.isEmpty ? "" : "?" + names.map { "\($0)=…" }.joined(separator: "&")
        let result = status.map { "\($0), \(answerSize) B" } ?? "no answer"
        let wrong = fault.map { " (\($0.word))" } ?? ""
        return Self.printable("#\(number) \(request.method) \(request.path)\(query) -> \(result)\(wrong)")
            + Self.printable(rule.map { " by \"\($0)\"" } ?? " by no rule")
    }

    /// `text` with control characters, and marks that turn the direction of writing, made harmless for a terminal.
    private static func printable(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }
}
