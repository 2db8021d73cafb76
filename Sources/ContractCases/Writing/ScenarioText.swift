import JSON

/// Writes values so that the scenario format reads them back as they are.
enum ScenarioText {
    /// `value` with what looks like a reference escaped, and null as `${null}`: a plain null would remove in a patch.
    static func literal(_ value: JSONValue) -> JSONValue {
        escaped(value) ?? value
    }

    /// The same; nil where nothing has to be escaped: most values say what they say, and none of them is made anew.
    private static func escaped(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .null: return "${null}"
        case .string(let text): return mayRefer(text) ? .string(literal(text)) : nil
        case .array(let elements):
            var changed: [JSONValue]?
            for (index, element) in elements.enumerated() {
                guard let new = escaped(element) else { continue }
                changed = changed ?? elements
                changed?[index] = new
            }
            return changed.map(JSONValue.array)
        case .object(let object):
            if object.members.contains(where: { mayRefer($0.name) }) {
                return .object(
                    JSONObject(object.map { .init(name: literal($0.name), value: escaped($0.value) ?? $0.value) })
                )
            }
            var changed: JSONObject?
            for member in object {
                guard let new = escaped(member.value) else { continue }
                changed = changed ?? object
                changed?[member.name] = new
            }
            return changed.map(JSONValue.object)
        case .bool, .number: return nil
        }
    }

    /// Whether a text has what begins a reference.
    private static func mayRefer(_ text: String) -> Bool {
        var isBehindDollar = false
        for byte in text.utf8 {
            if isBehindDollar, byte == UInt8(ascii: "{") { return true }
            isBehindDollar = byte == UInt8(ascii: "$")
        }
        return false
    }

    /// `text` with what looks like a reference escaped.
    static func literal(_ text: String) -> String {
        mayRefer(text) ? text.replacing("${", with: "$${") : text
    }

    /// `text` as a name, in a line, without anything that looks like a reference.
    static func line(_ text: String) -> String {
        text.replacing("${", with: "{").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func text(_ written: String) -> String {
        mayRefer(written) ? written.replacing("$${", with: "${") : written
    }

    /// The value that a literal stands for: the inverse of ``literal(_:)-(JSONValue)``. References stay as they are.
    static func value(_ written: JSONValue) -> JSONValue {
        switch written {
        case "${null}": .null
        case .string(let written): .string(text(written))
        case .array(let elements): .array(elements.map(value))
        case .object(let object):
            .object(
                JSONObject(object.map { .init(name: text($0.name), value: value($0.value)) })
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
