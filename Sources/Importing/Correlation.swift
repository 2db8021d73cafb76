import JSON

/// Finds secrets of requests in the answers to earlier ones: what was answered is captured then, and nobody has to give
/// it.
struct Correlation {
    /// The requests, those that give something with their captures.
    private(set) var requests: [ImportedRequest]
    /// The variables that captures bring.
    private(set) var captured: [String] = []

    init(_ requests: [ImportedRequest], _ secrets: [SecretKeeper.Secret]) {
        self.requests = requests
        for secret in secrets {
            let reference = "${\(secret.variable)}"
            guard secret.value.utf8.count >= Self.shortest, !secret.isEnvironments,
                let use = requests.firstIndex(where: { $0.identity.contains(reference) })
            else { continue }
            for index in requests[..<use].indices {
                guard let capture = Self.capture(secret, requests[index]) else { continue }
                self.requests[index].captures[secret.variable] = capture
                captured.append(secret.variable)
                break
            }
        }
    }

    /// Shorter values stand in answers by chance.
    private static let shortest = 8

    private static func capture(_ secret: SecretKeeper.Secret, _ request: ImportedRequest) -> JSONValue? {
        guard let answer = request.answer, (200...399).contains(answer.status) else { return nil }
        if let json = answer.json, let path = path(to: secret.value, in: json, "$", depth: 0) {
            return ["json": .string(path), "secret": true]
        }
        for field in answer.headers where field.name.isHeader("Set-Cookie") {
            // An archive may have several cookies in one field, a line each.
            for line in field.value.split(separator: "\n") {
                guard let (name, value) = line.prefix(while: { $0 != ";" }).cut(at: "="), value.trimmed == secret.value
                else {
                    continue
                }
                return ["cookie": .string(name.trimmed), "secret": true]
            }
        }
        return nil
    }

    /// The JSONPath to the first string that is `text`.
    private static func path(to text: String, in value: JSONValue, _ path: String, depth: Int) -> String? {
        switch value {
        case .string(let found): return found == text ? path : nil
        case .array(let elements):
            guard depth < 8 else { return nil }
            for (index, element) in elements.prefix(20).enumerated() {
                if let found = Self.path(to: text, in: element, "\(path)[\(index)]", depth: depth + 1) { return found }
            }
            return nil
        case .object(let object):
            guard depth < 8 else { return nil }
            for member in object {
                let step = JSONPathStep.member(member.name)
                if let found = Self.path(to: text, in: member.value, path + step, depth: depth + 1) { return found }
            }
            return nil
        case .null, .bool, .number: return nil
        }
    }
}

/// Names in JSONPaths.
enum JSONPathStep {
    /// `.name`, or `['a name']` where the short form can't be.
    static func member(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0))
        }
        let startsPlainly = name.unicodeScalars.first.map { !("0"..."9").contains($0) } ?? false
        if isPlain, startsPlainly { return ".\(name)" }
        return "['\(name.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))']"
    }
}
