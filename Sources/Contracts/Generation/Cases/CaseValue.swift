import JSON
import Scenarios

/// A value of a generated case: as it is sent, and as the scenario writes it.
struct CaseValue: Sendable, Hashable {
    /// What is sent.
    let sent: JSONValue
    /// What the scenario says, which may hold `${...}`.
    let written: JSONValue

    init(_ value: JSONValue) {
        sent = value
        written = ScenarioText.literal(value)
    }

    init(sent: JSONValue, written: JSONValue) {
        self.sent = sent
        self.written = written
    }

    /// `count` times `unit`, which the scenario says in a word.
    init(repeating unit: String, _ count: Int) {
        let text = String(repeated: unit, count)
        sent = .string(text)
        written = count > 100 ? .string("${repeat(\(unit),\(count))}") : .string(ScenarioText.literal(text))
    }
}
