import Contracts
import HTTP
import JSON

/// What of a valid request nobody gave, so that the service needn't carry it out.
struct MadeUpParts: OptionSet, Sendable, Hashable {
    let rawValue: Int

    /// An ID in its path: there may be no such thing.
    static let path = MadeUpParts(rawValue: 1)
    /// An ID elsewhere, of something that it is about.
    static let reference = MadeUpParts(rawValue: 2)
    /// Content that makes or renames something: what has its name may be there, of a case before if of nothing else.
    static let content = MadeUpParts(rawValue: 4)
    /// Content of a media type whose form isn't known, or not wholly: what is sent may be no such content.
    static let form = MadeUpParts(rawValue: 8)

    /// What is answered where an ID names nothing, or nothing of the caller's (RFC 9110, sections 15.5.4, 15.5.5,
    /// 15.5.10 and 15.5.11).
    static let absences = [403, 404, 409, 410]

    /// What is right besides success.
    var refusals: [Int] {
        var refusals = isDisjoint(with: [.path, .reference]) ? [] : Self.absences
        // A thing that content names and that isn't there is no fault of its form (RFC 9110, section 15.5.21).
        if contains(.reference) { refusals.append(422) }
        if contains(.content), !refusals.contains(409) { refusals.append(409) }
        if contains(.form) { refusals += [400, 415, 422].filter { !refusals.contains($0) } }
        return refusals
    }

    /// Why that is right, in words.
    var reasons: [String] {
        var reasons: [String] = []
        if contains(.path) { reasons.append("Its ID was made up: there may be no such thing") }
        if contains(.reference) { reasons.append("It names things by IDs that were made up: there may be none") }
        if contains(.content) { reasons.append("What it makes may be there already") }
        if contains(.form) { reasons.append("The form of its content isn't known well enough: it may be refused") }
        return reasons
    }
}

/// What the names of fields and parameters say of their values.
enum FieldNames {
    /// Whether a field called so holds the IDs of other things: `owner_id`, `petIds`, `owner-uuid`; within another one
    /// (`"owner": { "id": ... }`) `id` too.
    static func isReference(_ name: String, isInner: Bool) -> Bool {
        let words = words(name)
        guard let last = words.last, ["id", "ids", "uuid", "uuids", "guid"].contains(last) else { return false }
        return words.count > 1 || isInner
    }

    /// Whether no two things of a kind usually have the same value of a field called so.
    static func isUnique(_ name: String) -> Bool {
        let words = words(name)
        return ["slug", "username", "login", "email"].contains(words.last)
            || ["name", "key", "handle", "code", "title", "user name", "identifier"]
                .contains(words.joined(separator: " "))
    }

    /// The words of a name, in small letters: `ownerID`, `owner_id` and `owner-id` are two.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var isNew = true
        var wasCapital = false
        for character in name {
            guard character.isLetter || character.isNumber else {
                isNew = true
                continue
            }
            if isNew || character.isUppercase && !wasCapital {
                words.append("")
            }
            words[words.count - 1] += character.lowercased()
            isNew = false
            wasCapital = character.isUppercase
        }
        return words
    }
}

/// Makes the content of a request that makes something another one each time that it is sent, where names say that
/// there can't be two.
enum UniqueContent {
    /// As a scenario writes what is never the same twice.
    static let mark = "${random.digits(8)}"
    /// What stands for it where a value is held against its schema.
    private static let samples = ["73920418", "00000000"]

    /// `body`, as a scenario writes it, with values that are never the same twice; only those that are as `made` has
    /// them, and that the schema accepts so.
    static func of(_ body: JSONValue, _ schema: ContractSchema?, made: JSONValue?) -> JSONValue {
        guard case .object(var object) = body, let schema, let made else { return body }
        for member in object where FieldNames.isUnique(member.name) {
            guard let text = made[member.name]?.string, member.value == .string(ScenarioText.literal(text)),
                let part = ExpectedTypes.member(member.name, of: schema), !FieldNames.isChosen(part, made[member.name]),
                let unique = forms(text).first(where: { accepts(part, $0) })
            else { continue }
            object[member.name] = .string(unique)
        }
        return .object(object)
    }

    /// The same with `other` in place of what is never the same twice: a reference to what is, or what is sent for one.
    static func fixed(_ value: JSONValue, _ other: String = samples[0]) -> JSONValue {
        switch value {
        case .string(let text): .string(fixed(text, other))
        case .array(let elements): .array(elements.map { fixed($0, other) })
        case .object(let object):
            .object(JSONObject(object.map { .init(name: $0.name, value: fixed($0.value, other)) }))
        case .null, .bool, .number: value
        }
    }

    private static func fixed(_ text: String, _ other: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var (fixed, rest) = ("", text[...])
        while let range = rest.firstRange(of: mark) {
            let isEscaped = rest[..<range.lowerBound].last == "$"
            fixed += rest[..<range.lowerBound] + (isEscaped ? mark : other)
            rest = rest[range.upperBound...]
        }
        return fixed + rest
    }

    private static func forms(_ text: String) -> [String] {
        let literal = ScenarioText.literal(text)
        let at = literal.firstIndex(of: "@") ?? literal.endIndex
        let (head, tail) = (literal[..<at], literal[at...])
        return ["\(head)-\(mark)\(tail)", "\(head)\(mark)\(tail)", "\(head.prefix(1))\(mark)\(tail)", mark]
    }

    private static func accepts(_ schema: ContractSchema, _ written: String) -> Bool {
        samples.allSatisfy { schema.isValid(ScenarioText.value(.string(fixed(written, $0))), .request) }
    }
}

extension FieldNames {
    /// Whether `body`, as a scenario writes it, names things by IDs that are as `made` has them and that nobody chose.
    static func holdsReference(
        _ body: JSONValue,
        _ schema: ContractSchema?,
        made: JSONValue?,
        isInner: Bool = false
    ) -> Bool {
        switch (body, made) {
        case (.object(let object), .object(let known)):
            return object.contains { member in
                guard let value = known[member.name] else { return false }
                let part = ExpectedTypes.member(member.name, of: schema)
                if isReference(member.name, isInner: isInner), isIdentity(value) {
                    return member.value == ScenarioText.literal(value) && !isChosen(part, value)
                }
                return holdsReference(member.value, part, made: value, isInner: true)
            }
        case (.array(let elements), .array(let known)):
            let part = ExpectedTypes.elements(of: schema)
            return zip(elements, known).contains { holdsReference($0, part, made: $1, isInner: true) }
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return false
        }
    }

    /// Whether the author of the document chose a value.
    static func isChosen(_ schema: ContractSchema?, _ value: JSONValue?) -> Bool {
        guard let schema, let value else { return false }
        let shape = SchemaShape.first(of: schema)
        return shape.candidates != nil || shape.examples.contains(value)
            || schema.resolved.value.object?["default"] == value
    }

    /// Whether a value can be an ID, or several.
    private static func isIdentity(_ value: JSONValue) -> Bool {
        switch value {
        case .string, .number: true
        case .array(let elements): !elements.isEmpty && elements.allSatisfy(isIdentity)
        case .null, .bool, .object: false
        }
    }
}
