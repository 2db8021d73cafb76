import HTTP
public import JSON
import JSONPath

/// What must hold for the responses of a burst or load together.
public struct SetExpectation: Sendable {
    /// What is counted: a set of statuses, or a category of failures.
    enum Counted: Sendable {
        case statuses(StatusSet)
        case failures(FailureCategory)
    }

    /// A value taken from each response.
    enum Value: Sendable {
        case body
        case path(JSONPath)

        var words: String {
            switch self {
            case .body: "body"
            case .path(let path): path.description
            }
        }

        func taken(from subject: Subject) -> Taken {
            switch self {
            case .body: return .value(.string(subject.text))
            case .path(let path):
                guard case .success(let document)? = subject.json else { return .nothing }
                do throws(JSONPathError) {
                    return try path.evaluate(in: document).first.map { .value($0.value) } ?? .nothing
                } catch {
                    return .undecided(error.message)
                }
            }
        }
    }

    /// What was taken from a response.
    public enum Taken: Sendable {
        case value(JSONValue)
        /// There is no such value.
        case nothing
        /// Whether there is one couldn't be found out, and why.
        case undecided(String)
    }

    var counts: [(counted: Counted, name: String, matcher: Matcher)] = []
    var unique: [Value] = []
    var same: [Value] = []
    /// Percentile names (`p99`, `max`, `mean`) and their upper limits in nanoseconds.
    var latency: [(name: String, limit: UInt64)] = []
    /// The same for whole flows, from the intended start to the last response.
    var flowTime: [(name: String, limit: UInt64)] = []
    /// The largest share of failed requests; `nil` when the file says nothing.
    var failures: Double?
    /// The least rate of successful responses, a second.
    var goodput: Double?

    /// Whether it judges anything.
    var isEmpty: Bool {
        counts.isEmpty && unique.isEmpty && same.isEmpty && latency.isEmpty && flowTime.isEmpty && failures == nil
            && goodput == nil
    }

    /// Whether values of single responses are needed.
    public var readsValues: Bool { !unique.isEmpty || !same.isEmpty }

    static let keys = ["counts", "unique", "same", "latency", "flowTime", "failures", "goodput"]
}
