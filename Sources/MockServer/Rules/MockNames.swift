import HTTP
import JSON
import Scenarios

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
