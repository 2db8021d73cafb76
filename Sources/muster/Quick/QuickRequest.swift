import ArgumentParser
import JSON
import Quantities
import Reports
import Scenarios
import Substitution

/// The one request of a command that needs no file, and what is expected of its answers.
struct QuickRequest: ParsableArguments {
    @Argument(help: "Where the requests go.")
    var url: String

    @Option(name: .shortAndLong, help: "The method; POST with --data, else GET.")
    var method: String?

    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("A header field. Credentials in it are kept out of every report.", valueName: "name: value")
    )
    var headers: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The content, or @FILE for a file's: JSON when it is some, else a form.", valueName: "text")
    )
    var data: String?

    @Option(help: ArgumentHelp("How long a request may take, such as 5s.", valueName: "time"))
    var timeout: String?

    @Flag(help: "Don't verify TLS certificates. Every report says so.")
    var insecure = false

    func validate() throws {
        Terminal.redactor.hideUserInformation(of: url, name: "URL_PASSWORD")
        if let wrong = TargetCheck.problem(with: base, name: "the URL") {
            throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nHelp: \(wrong.help)"))
        }
        _ = try fields()
        _ = try time()
    }

    /// The scheme and the authority of the URL.
    var base: String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return url }
        return String(url[..<(url[start...].firstIndex { "/?#".contains($0) } ?? url.endIndex)])
    }

    /// The method that is sent.
    var usedMethod: String { method ?? (data == nil ? "GET" : "POST") }

    /// What is sent, and the variables that stand in it, as in a suite.
    func members(_ files: FileStore) throws -> (request: JSONValue, variables: JSONValue) {
        var request: JSONObject = [
            "method": .string(usedMethod), "url": .string(Self.literal(String(url.prefix { $0 != "#" }))),
        ]
        var variables = JSONObject()
        var fields: [(name: String, values: [JSONValue])] = []
        for (name, value) in try self.fields() {
            let value = Self.value(name, value, &variables)
            if let place = fields.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
                fields[place].values.append(value)
            } else {
                fields.append((name, [value]))
            }
        }
        if let data {
            let content = try content(data, files)
            if data.hasPrefix("@") {
                request["file"] = .string(Self.literal(String(data.dropFirst())))
            } else {
                request["text"] = .string(Self.literal(data))
            }
            if !fields.contains(where: { $0.name.lowercased() == "content-type" }) {
                let isJSON = (try? JSONParser.parse(content)) != nil
                fields.append(
                    ("Content-Type", [.string(isJSON ? "application/json" : "application/x-www-form-urlencoded")])
                )
            }
        }
        var headers = JSONObject()
        for field in fields { headers[field.name] = field.values.count == 1 ? field.values[0] : .array(field.values) }
        request["headers"] = .object(headers)
        if let timeout { request["timeout"] = .string(timeout) }
        return (.object(request), .object(variables))
    }

    private func content(_ data: String, _ files: FileStore) throws -> [UInt8] {
        guard data.hasPrefix("@") else { return Array(data.utf8) }
        do throws(FileStore.Failure) {
            return try files.bytes(at: String(data.dropFirst()))
        } catch {
            throw ValidationError("--data: \(error.path) \(error.reason)")
        }
    }

    private func fields() throws -> [(name: String, value: String)] {
        try headers.map { text in
            guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
                throw ValidationError(
                    "--header expects 'Name: value', without a colon this is none\nHelp: write for example -H 'Accept: application/json'"
                )
            }
            let value = text[text.index(after: colon)...].drop { $0 == " " }
            return (String(text[..<colon]), String(value))
        }
    }

    private func time() throws -> UInt64? {
        try timeout.map { text in try QuickText.quantity("--timeout", text, Quantity.duration) }
    }

    /// What a field's value is in a suite: a credential is a secret, without the scheme before it.
    private static func value(_ name: String, _ value: String, _ variables: inout JSONObject) -> JSONValue {
        let words = ["authorization", "cookie", "token", "key", "secret", "auth", "password", "session"]
        guard words.contains(where: name.lowercased().contains), !value.isEmpty else { return .string(literal(value)) }
        let scheme = value.firstIndex(of: " ").map { value[...$0] } ?? ""
        let variable =
            "\(name.lowercased().filter { $0.isLetter && $0.isASCII })\(variables.count == 0 ? "" : "\(variables.count)")"
        variables[variable] = ["secret": .string(literal(String(value.dropFirst(scheme.count))))]
        return .string(literal(String(scheme)) + "${\(variable)}")
    }

    /// What stands in a command is no template.
    private static func literal(_ text: String) -> String { text.replacing("${", with: "$${") }
}

/// Values of options.
enum QuickText {
    /// What `parse` makes of an option's value.
    static func quantity<Value>(
        _ option: String,
        _ text: String,
        _ parse: (String) throws(QuantityError) -> Value
    ) throws -> Value {
        do throws(QuantityError) {
            return try parse(text)
        } catch {
            throw ValidationError("\(option): \(error.message)\nHelp: \(error.help)")
        }
    }

    /// The objectives of `--expect`.
    static func objectives(_ texts: [String]) throws -> [Objective] {
        try texts.map { text in try quantity("--expect", text) { text throws(QuantityError) in try Objective(text) } }
    }
}
