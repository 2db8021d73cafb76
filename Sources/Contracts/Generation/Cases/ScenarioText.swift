import JSON

/// Writes values so that the scenario format reads them back as they are.
enum ScenarioText {
    /// `value` with what looks like a reference escaped, and null as `${null}`: a plain null would remove in a patch.
    static func literal(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null: "${null}"
        case .string(let text): .string(literal(text))
        case .array(let elements): .array(elements.map(literal))
        case .object(let object):
            .object(JSONObject(object.map { .init(name: literal($0.name), value: literal($0.value)) }))
        case .bool, .number: value
        }
    }

    /// `text` with what looks like a reference escaped.
    static func literal(_ text: String) -> String { text.replacing("${", with: "$${") }

    /// The value that a literal stands for: the inverse of ``literal(_:)-(JSONValue)``. References stay as they are.
    static func value(_ written: JSONValue) -> JSONValue {
        switch written {
        case "${null}": .null
        case .string(let text): .string(text.replacing("$${", with: "${"))
        case .array(let elements): .array(elements.map(value))
        case .object(let object):
            .object(
                JSONObject(object.map { .init(name: $0.name.replacing("$${", with: "${"), value: value($0.value)) })
            )
        case .null, .bool, .number: written
        }
    }

    /// What has to be merged into `old` (RFC 7396) to get `new`; nil when they are the same.
    static func patch(from old: JSONValue, to new: JSONValue) -> JSONValue? {
        if old == new { return nil }
        guard case .object(let before) = old, case .object(let after) = new else { return new }
        var patch = JSONObject()
        for member in before where after[member.name] == nil { patch[member.name] = .null }
        for member in after {
            guard let known = before[member.name] else {
                patch[member.name] = member.value
                continue
            }
            if let change = self.patch(from: known, to: member.value) { patch[member.name] = change }
        }
        return .object(patch)
    }
}
