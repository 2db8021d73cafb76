import JSON

/// What `{{...}}` stands for in files of Postman and in `.http` files.
struct PlaceholderNames {
    private var declared: Set<String> = []
    private var used: [String] = []
    private var made: [String: String] = [:]
    private(set) var notes: [String] = []
    /// The variables that stand for a whole value of JSON.
    private var whole: Set<String> = []

    /// A template of `text`.
    mutating func filled(_ text: String) -> String {
        var names = self
        defer { self = names }
        return TemplateText.filled(text) { names.value($0) }
    }

    /// The JSON of `text`; `nil` when it is none.
    mutating func filledJSON(_ text: String) -> JSONValue? {
        var names = self
        defer { self = names }
        return TemplateText.filledJSON(text) { name, isWhole in
            let value = names.value(name)
            if isWhole, let variable = TemplateText.variable(value) { names.whole.insert(variable) }
            return value
        }
    }

    /// The variable for a name of the file.
    func name(_ key: String) -> String { VariableName.made(of: key) }

    /// Says that a variable has a value.
    mutating func declare(_ name: String) { declared.insert(name) }

    /// What a placeholder stands for.
    private mutating func value(_ text: String) -> String {
        if text.hasPrefix("$") { return function(String(text.dropFirst())) }
        let name = name(text)
        if !used.contains(name) { used.append(name) }
        return "${\(name)}"
    }

    private mutating func function(_ text: String) -> String {
        if let random = Self.random(text) { return random }
        let words = PlaceholderTime.words(of: text)
        let name = words.first ?? ""
        if let time = PlaceholderTime(name, Array(words.dropFirst())) {
            for note in time.notes { notes.append("'{{$\(text)}}': \(note)") }
            return time.template
        }
        if let known = Self.functions[name] { return known }
        switch name {
        case "randomInt":
            let bounds = words.dropFirst().compactMap { Int($0) }
            // Of two bounds, the upper one is none of the numbers.
            return bounds.count == 2 && bounds[0] < bounds[1]
                ? "${random.int(\(bounds[0]),\(bounds[1] - 1))}" : "${random.int(0,1000)}"
        case "processEnv", "dotenv":
            let key = String((words.last ?? "").drop { $0 == "%" })
            return "${env:\(key)}"
        default:
            let variable = VariableName.made(of: name)
            if !used.contains(variable) { used.append(variable) }
            made[variable] = "${random.alnum(8)}"
            notes.append("'{{$\(name)}}' is replaced by eight random letters and digits: the variable '\(variable)'")
            return "${\(variable)}"
        }
    }

    /// What JetBrains' client writes with brackets: `random.integer(1, 10)`; `nil` for anything else.
    private static func random(_ text: String) -> String? {
        guard text.hasSuffix(")"), let (name, inside) = text.dropLast().cut(at: "(") else { return nil }
        let numbers = inside.split(separator: ",").compactMap { Int($0.trimmed) }
        switch (name.trimmed, numbers.count) {
        // The upper bound is none of the numbers.
        case ("random.integer", 2) where numbers[0] < numbers[1]:
            return "${random.int(\(numbers[0]),\(numbers[1] - 1))}"
        case ("random.alphanumeric", 1) where (0...10_000).contains(numbers[0]): return "${random.alnum(\(numbers[0]))}"
        case ("random.hexadecimal", 1) where (0...10_000).contains(numbers[0]): return "${random.hex(\(numbers[0]))}"
        default: return nil
        }
    }

    private static let functions = [
        "guid": "${uuid}", "randomUUID": "${uuid}", "uuid": "${uuid}", "random.uuid": "${uuid}",
        "isoTimestamp": "${now:iso8601}", "randomAlphaNumeric": "${random.alnum(1)}",
        "randomBoolean": "true", "randomEmail": "${random.alnum(8)}@example.com",
        "randomFirstName": "Ann", "randomLastName": "Example", "randomFullName": "Ann Example",
        "randomUserName": "${random.alnum(8)}", "randomPassword": "${random.alnum(15)}",
        "randomHexadecimal": "${random.hex(1)}",
    ]

    /// The variable, its value that of the JSON in which it stands: `7` where the file has the text "7".
    func typed(_ variable: ImportedVariable) -> ImportedVariable {
        guard whole.contains(variable.name), let text = variable.value.string, let value = try? JSONParser.parse(text)
        else {
            return variable
        }
        var variable = variable
        switch value {
        case .number, .bool: variable.value = value
        case .null, .string, .array, .object: break
        }
        return variable
    }

    /// Names that are used and that nothing declares.
    func undeclared(among names: [String]) -> [String] { used.filter { !names.contains($0) && !declared.contains($0) } }

    /// A variable for such a name: from the environment, unless it stands for something random.
    func variable(_ name: String) -> ImportedVariable {
        let value = made[name] ?? "${env:\(VariableName.environment(name))}"
        return ImportedVariable(name: name, value: .string(value), isSecret: SecretNames.holds(name))
    }
}
