package import HTTP

/// What the server does with a request, and what a client has to make of it: the same alone, in a burst and under load.
package struct Behaviour: Sendable, CustomStringConvertible {
    /// How the connection goes on after the bytes.
    package enum Ending: Sendable, Hashable {
        case keeps
        case closes
        /// With a TCP reset.
        case resets
    }

    /// What a client has to say.
    package enum Verdict: Sendable, Hashable {
        /// A response with this status and content.
        case response(Int, String)
        case failure(FailureCategory)
    }

    /// Its name, and the last part of the path that asks for it.
    package var name: String
    package var method = "GET"
    /// What is sent, with a moment between one and the next.
    package var pieces: [[UInt8]]
    package var ending: Ending
    package var verdict: Verdict
    /// The names of the deviations that the response has.
    package var deviations: Set<String> = []

    package var description: String { name }

    /// The whole answer to `name`.
    package init(
        _ name: String,
        _ pieces: [String],
        _ ending: Ending = .keeps,
        _ verdict: Verdict,
        _ deviations: Set<String> = []
    ) {
        self.name = name
        // As ISO 8859-1, so that any byte can be written.
        self.pieces = pieces.map { $0.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
        self.ending = ending
        self.verdict = verdict
        self.deviations = deviations
    }

    /// One that is answered so, and refused with a category.
    static func refused(
        _ name: String,
        _ answer: String,
        _ category: FailureCategory = .malformed,
        _ ending: Ending = .keeps
    ) -> Behaviour {
        Behaviour(name, [answer], ending, .failure(category))
    }

    /// One that is answered so, and read as 200 with `{"ok":true}`.
    static func read(
        _ name: String,
        _ answer: String,
        _ ending: Ending = .keeps,
        _ deviations: Set<String> = []
    ) -> Behaviour {
        Behaviour(name, [answer], ending, .response(200, "{\"ok\":true}"), deviations)
    }

    func with(method: String) -> Behaviour {
        var other = self
        other.method = method
        return other
    }
}
