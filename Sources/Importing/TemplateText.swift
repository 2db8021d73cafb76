package import JSON

/// Texts as a suite's templates have them.
package enum TemplateText {
    /// `text` as a template that stands for just that.
    package static func literal(_ text: String) -> String { text.replacing("${", with: "$${") }

    /// The same for every text of a value. A member that is null has to be written as a template too: alone, it would
    /// take something away (RFC 7396).
    package static func literal(_ value: JSONValue) -> JSONValue { mapped(value, literal) }

    /// A value with its texts changed.
    static func mapped(_ value: JSONValue, _ change: (String) -> String) -> JSONValue {
        switch value {
        case .string(let text): .string(change(text))
        case .array(let elements): .array(elements.map { $0 == .null ? .null : mapped($0, change) })
        case .object(let object):
            .object(JSONObject(object.map { .init(name: $0.name, value: member($0.value, change)) }))
        case .null, .bool, .number: value
        }
    }

    private static func member(_ value: JSONValue, _ change: (String) -> String) -> JSONValue {
        value == .null ? .string("${null}") : mapped(value, change)
    }

    /// Whether `text` is one whole `${name}`, and which.
    static func variable(_ text: String) -> String? {
        guard text.hasPrefix("${"), text.hasSuffix("}"), !text.dropFirst(2).dropLast().contains("}") else { return nil }
        let name = String(text.dropFirst(2).dropLast())
        return name == VariableName.made(of: name) ? name : nil
    }

    /// The names of the variables that `text` mentions.
    static func variables(in text: String) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            let isEscaped = rest[..<start.lowerBound].last == "$"
            let behind = rest[start.upperBound...]
            guard let end = behind.firstIndex(of: "}") else { break }
            let name = String(behind[..<end])
            if !isEscaped, name == VariableName.made(of: name) { names.append(name) }
            rest = behind[end...]
        }
        return names
    }

    /// `text`, in which `{{...}}` stands for what `value` makes of what is between.
    static func filled(_ text: String, _ value: (String) -> String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            result +=
                literal(String(rest[..<start.lowerBound])) + value(rest[start.upperBound..<end.lowerBound].trimmed)
            rest = rest[end.upperBound...]
        }
        return result + literal(String(rest))
    }

    /// The JSON of a text in which `{{...}}` may stand within strings or as a whole value; `nil` when it is no JSON.
    static func filledJSON(_ text: String, _ value: (_ name: String, _ isWhole: Bool) -> String) -> JSONValue? {
        guard let mark = mark(absentFrom: text) else { return nil }
        var (plain, values): (String, [String]) = ("", [])
        var (isInString, isEscaped) = (false, false)
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("{{"), let end = rest.firstRange(of: "}}") {
                let place = "\(mark)\(values.count)\(mark)"
                let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound].trimmed
                values.append(value(name, !isInString))
                plain += isInString ? place : "\"\(place)\""
                rest = rest[end.upperBound...]
                continue
            }
            if character == "\"", !isEscaped { isInString.toggle() }
            isEscaped = character == "\\" && !isEscaped
            plain.append(character)
            rest.removeFirst()
        }
        guard let parsed = try? JSONParser.parse(plain) else { return nil }
        return mapped(parsed) { text in
            var result = literal(text)
            for (index, value) in values.enumerated() {
                result = result.replacing("\(mark)\(index)\(mark)", with: value)
            }
            return result
        }
    }

    /// A letter that `text` has neither as it is nor escaped, to mark places in it; `nil` for a text that has all of
    /// them.
    private static func mark(absentFrom text: String) -> Unicode.Scalar? {
        let escapes = text.lowercased()
        return (0xE000...0xF8FF).lazy.compactMap(Unicode.Scalar.init).first { scalar in
            !text.unicodeScalars.contains(scalar) && !escapes.contains(String(scalar.value, radix: 16))
        }
    }
}

/// Names as `${...}` takes them.
enum VariableName {
    /// Letters, digits, `_` and `-`, beginning with a letter; what else stands in `text` becomes `-` or `_`.
    static func made(of text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isPlain || scalar == "_" || scalar == "-" {
                name.unicodeScalars.append(scalar)
            } else if name.last != "-", name.last != "_" {
                name.append("_")
            }
        }
        while let first = name.unicodeScalars.first, !first.properties.isAlphabetic {
            name.unicodeScalars.removeFirst()
        }
        while name.hasSuffix("_") { name.removeLast() }
        return name.isEmpty ? "value" : name
    }

    /// The environment variable for it: `apiKey` becomes `API_KEY`.
    static func environment(_ name: String) -> String {
        var result = ""
        var previous: Character = "_"
        for character in name {
            let isWord = character.isLetter || character.isNumber
            if character.isUppercase, previous.isLowercase || previous.isNumber { result.append("_") }
            if isWord { result += character.uppercased() } else if !result.hasSuffix("_") { result.append("_") }
            previous = character
        }
        return result
    }
}
