import HTTP
import JSON
import Scenarios
import Substitution
import Synchronization

/// What `${request...}`, `${state:...}`, `${token}` and `${retryAfter}` stand for.
struct MockNames: Sendable {
    let facts: RequestFacts
    let captures: [String: String]
    let token: String?
    let wait: Int64?
    let state: [ExactKey: JSONValue]

    func value(_ name: String, _ rest: [String]) -> ExternalValue {
        switch name {
        case "request": request(rest)
        case "state": Self.known(rest.first.flatMap { state[ExactKey($0)] })
        case "token": Self.known(token.map(JSONValue.string))
        case "retryAfter": Self.known(wait.map { .number(JSONNumber(max(1, ($0 + 999) / 1000))) })
        default: .unknown
        }
    }

    private func request(_ way: [String]) -> ExternalValue {
        let request = facts.request
        switch (way.first, way.dropFirst().first) {
        case ("method", nil): return .value(.string(request.method))
        case ("target", nil): return .value(.string(request.target))
        case ("path", nil): return .value(.string(request.path))
        case ("path", let name?): return Self.known(captures[name].map(JSONValue.string))
        case ("query", let name?): return Self.known(facts.query(name).map(JSONValue.string))
        case ("headers", let name?): return Self.known(request.headers[name].map(JSONValue.string))
        case ("body", nil): return .value(.string(String(decoding: request.body, as: UTF8.self)))
        case ("json", _): return Self.known(Self.part(of: facts.json, way.dropFirst()))
        default: return .unknown
        }
    }

    private static func part(of value: JSONValue?, _ way: ArraySlice<String>) -> JSONValue? {
        way.reduce(value) { value, step in
            switch value {
            case .object(let object): object[step]
            case .array(let array): Int(step).flatMap { array.indices.contains($0) ? array[$0] : nil }
            case .null, .bool, .number, .string, nil: nil
            }
        }
    }

    private static func known(_ value: JSONValue?) -> ExternalValue {
        value.map(ExternalValue.value) ?? .absent
    }
}

/// A request as the rules see it: what has to be computed is computed once, when the first rule asks.
final class RequestFacts: Sendable {
    private struct Cache {
        var subject: Subject?
        var parsed: Subject?
        var query: HeaderFields?
        var segments: [String]?
    }

    let request: MockRequest
    private let cache = Mutex(Cache())

    init(_ request: MockRequest) {
        self.request = request
    }

    /// The content as JSON; `nil` when it is none.
    var json: JSONValue? {
        if case .success(let value)? = parsed.json { value } else { nil }
    }

    /// The request in the form in which expectations judge messages, its content not parsed.
    var subject: Subject {
        cache.withLock { cache in
            if let subject = cache.subject { return subject }
            let subject = Subject(exchange, parsing: false)
            cache.subject = subject
            return subject
        }
    }

    /// The request in the form in which expectations judge messages, its content parsed.
    var parsed: Subject {
        cache.withLock { cache in
            if let parsed = cache.parsed { return parsed }
            let parsed = Subject(exchange, parsing: true)
            cache.parsed = parsed
            return parsed
        }
    }

    private var exchange: Exchange {
        let message = HTTPResponse(status: 200, version: request.version, headers: request.headers, body: request.body)
        return Exchange(outcome: .success(message), timings: PhaseTimings(total: 0), intended: 0, started: 0)
    }

    /// The query's parameters; doubled ones are joined like header fields. Their names differ by case.
    func query(_ name: String) -> String? {
        let fields = cache.withLock { cache in
            if let query = cache.query { return query }
            let query = HeaderFields(request.query)
            cache.query = query
            return query
        }
        let values = fields.all.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The segments of the path, percent-decoded.
    var segments: [String] {
        cache.withLock { cache in
            if let segments = cache.segments { return segments }
            let segments = TargetParts(request.target).segments
            cache.segments = segments
            return segments
        }
    }
}
