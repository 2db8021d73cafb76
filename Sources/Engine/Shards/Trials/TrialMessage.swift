import JSON

/// A message between shards that is being read: an object of JSON, of which each member is what is expected or an error
/// that says where.
struct TrialMessage {
    private let object: JSONObject
    private let path: String

    /// What the versions of this program have in common that understand each other's messages.
    static let format = "muster trials 1"
    /// Nobody has more to say, in bytes.
    private static let longestText = 8192

    /// The message in `bytes`, those of the file at `path`.
    init(_ bytes: some Collection<UInt8>, path: String) throws(TrialFolder.Failure) {
        self.path = path
        let expected = "a message of the shards of a search (\(Self.format))"
        guard case .object(let object)? = try? JSONParser.parse(Array(bytes)) else {
            throw TrialFolder.Failure(path, found: "no object of JSON", expected: expected)
        }
        self.object = object
        guard case .string(Self.format)? = object["format"] else {
            throw TrialFolder.Failure(path, found: "another format", expected: expected)
        }
    }

    /// A message of `members`; those that are `nil` are left out.
    static func bytes(_ members: KeyValuePairs<String, JSONValue?>) -> [UInt8] {
        var object = JSONObject()
        object["format"] = .string(format)
        for (name, value) in members { if let value { object[name] = value } }
        return JSONSerializer.serialize(.object(object))
    }

    func text(_ name: String) throws(TrialFolder.Failure) -> String {
        guard case .string(let text)? = object[name], text.utf8.count <= Self.longestText else {
            throw error(name, "a text of \(Self.longestText) bytes at most")
        }
        return text
    }

    /// The text called `name`; `nil` when there is none.
    func optionalText(_ name: String) throws(TrialFolder.Failure) -> String? {
        object[name] == nil ? nil : try text(name)
    }

    func flag(_ name: String) throws(TrialFolder.Failure) -> Bool {
        guard case .bool(let flag)? = object[name] else { throw error(name, "true or false") }
        return flag
    }

    /// A whole number in `range`.
    func number<Number: FixedWidthInteger>(
        _ name: String,
        in range: ClosedRange<Number>
    ) throws(TrialFolder.Failure) -> Number {
        guard case .number(let number)? = object[name], number.isInteger, let whole = Number(number.literal),
            range.contains(whole)
        else { throw error(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") }
        return whole
    }

    /// The same; `nil` when there is none.
    func optionalNumber<Number: FixedWidthInteger>(
        _ name: String,
        in range: ClosedRange<Number>
    ) throws(TrialFolder.Failure) -> Number? {
        object[name] == nil ? nil : try number(name, in: range)
    }

    /// A number in `range`; `nil` when there is none.
    func optionalDouble(_ name: String, in range: ClosedRange<Double>) throws(TrialFolder.Failure) -> Double? {
        guard let value = object[name] else { return nil }
        guard case .number(let number) = value, range.contains(number.double) else {
            throw error(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number.double
    }

    /// That the member called `name` isn't what was expected.
    func error(_ name: String, _ expected: String, help: String = TrialFolder.Failure.another) -> TrialFolder.Failure {
        let value = object[name].map { "\($0)" } ?? "none"
        let found = value.utf8.count > 80 ? "\(value.prefix(80))..." : value
        return TrialFolder.Failure(path, found: "'\(name)' \(found)", expected: "\(expected)", help: help)
    }
}

extension JSONValue {
    /// A whole number.
    static func whole(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(value)) }
}
