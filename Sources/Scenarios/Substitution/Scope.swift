public import JSON
public import Measurement

/// What `${...}` can see at one place: variables, the environment, files, the time, and randomness.
public struct Scope: Sendable {
    /// Variables, columns of the row, and captures.
    public var variables: [String: JSONValue] = [:]
    /// Names that get their value while running.
    public var deferred: Set<String> = []
    /// Environment variables.
    public var environment: Environment
    /// Reads files, relative to the file that names them.
    public var files: FileStore
    /// The time: milliseconds since 1970-01-01T00:00:00Z.
    public var clock: @Sendable () -> Int64
    /// The source of everything random.
    public var random: SplitMix64
    /// Names of the surroundings: called with the name (or prefix) and the rest of the reference.
    public var external: (@Sendable (_ name: String, _ rest: [String]) -> ExternalValue)?
    /// Whether an absent external value is null, alone, and nothing, inside a text; else it is an error.
    public var absentIsNull = false
    /// Whether an environment variable that isn't set passes, as when files are only checked.
    public var toleratesUnsetEnvironment = false
    /// Whether long repeated texts are cut short, as when files are only checked: no check reads megabytes.
    var shortensRepeats = false
    /// What stands in for values that differ between the requests of a load.
    public var marks: RequestMarks?

    /// A scope without variables.
    public init(
        environment: Environment,
        files: FileStore,
        clock: @escaping @Sendable () -> Int64 = { WallClock.milliseconds() },
        random: SplitMix64
    ) {
        self.environment = environment
        self.files = files
        self.clock = clock
        self.random = random
    }

    /// The value of one reference in a file at `path`.
    mutating func value(of reference: Reference, at range: Range<Int>, in path: String) throws(TemplateError)
        -> JSONValue
    {
        if let mark = marks?.value(for: reference) { return mark }
        switch reference {
        case .variable(let name, let way):
            return try variable(name, way, at: range)
        case .external(let name, let rest):
            return try external(name, [text(of: rest, in: path)], at: range)
        case .environment(let name, let fallback):
            if let value = environment.values[name] ?? fallback { return .string(value) }
            if toleratesUnsetEnvironment { return .string(Deferred.placeholder(name)) }
            throw TemplateError(
                "the environment variable \(name) is not set",
                help: "set it, give it in --env-file, or write ${env:\(name):-default}",
                at: range
            )
        case .now(let offset, let format):
            return .string(format.string(fromUnixMilliseconds: clock() + offset / 1_000_000))
        case .uuid: return .string(UUID4.make(&random))
        case .null: return .null
        case .randomText(let alphabet, let count):
            let characters = Array("\(alphabet.characters)".utf8)
            let bytes = (0..<count).map { _ in characters[Int.random(in: 0..<characters.count, using: &random)] }
            return .string(String(decoding: bytes, as: UTF8.self))
        case .randomInteger(let range): return .number(JSONNumber(Int.random(in: range, using: &random)))
        case .repeated(let text, let count):
            let most = shortensRepeats ? min(count, 10_000) : count
            return .string(String(repeated: text, most))
        case .file(let name): return .string(try fileText(name, at: range, in: path))
        }
    }

    private func variable(_ name: String, _ way: [String], at range: Range<Int>) throws(TemplateError) -> JSONValue {
        if deferred.contains(name) { return .string(Deferred.placeholder(name)) }
        guard var value = variables[name] else {
            if external != nil, case let found = try external(name, way, at: range) { return found }
            throw unknown(name, at: range)
        }
        for (index, part) in way.enumerated() {
            if case .string(let text) = value, Deferred.isIn(text) { return value }
            let next: JSONValue? =
                switch value {
                case .object(let object): object[part]
                case .array(let array): Int(part).flatMap { array.indices.contains($0) ? array[$0] : nil }
                default: nil
                }
            guard let next else {
                let place = ([name] + way.prefix(index)).joined(separator: ".")
                throw TemplateError(
                    "'\(place)' has no member '\(part)'",
                    help: members(of: value, nearest: part),
                    at: range
                )
            }
            value = next
        }
        return value
    }

    private func members(of value: JSONValue, nearest name: String) -> String {
        switch value {
        case .object(let object): UnknownName.help(name, among: object.names)
        case .array(let array): "it is a list of \(array.count); elements are counted from 0"
        default: "it is a \(value.kind.rawValue)"
        }
    }

    private func external(_ name: String, _ rest: [String], at range: Range<Int>) throws(TemplateError) -> JSONValue {
        switch external?(name, rest) ?? .unknown {
        case .unknown: throw unknown(name, at: range)
        case .deferred: return .string(Deferred.placeholder(name))
        case .value(let value): return value
        case .absent:
            guard absentIsNull else { throw TemplateError("'\(name)' has no value here", at: range) }
            return .null
        }
    }

    private func unknown(_ name: String, at range: Range<Int>) -> TemplateError {
        let known = Array(variables.keys) + Array(deferred) + Reference.functionNames
        let nearest = NearestWord.suggest(name, among: known)
        let listed = variables.keys.sorted().prefix(12).joined(separator: ", ")
        let help =
            nearest.map { "did you mean '\($0)'?" }
            ?? (listed.isEmpty ? "declare it in \"variables\"" : "known here: \(listed)")
        return TemplateError("unknown variable '\(name)'", help: help, at: range)
    }

    private func fileText(_ name: String, at range: Range<Int>, in path: String) throws(TemplateError) -> String {
        do throws(FileStore.Failure) {
            let bytes = try files.bytes(name, relativeTo: path)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw FileStore.Failure(path: name, reason: "is not UTF-8 text")
            }
            return text
        } catch {
            throw TemplateError(
                "the file \(error.path) \(error.reason)",
                help: "paths are relative to \(path)",
                at: range
            )
        }
    }
}
