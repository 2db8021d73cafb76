import Decoding
import Diagnostics
package import JSON
package import Measurement
import Quantities

/// What `${...}` can see at one place: variables, the environment, files, the time, and randomness.
package struct Scope: Sendable {
    /// Variables, columns of the row, and captures.
    package var variables: [String: JSONValue] = [:]
    /// Names that get their value while running.
    package var deferred: Set<String> = []
    /// Names whose values a response brings, or has brought.
    package var captured: Set<String> = []
    /// Values of names that nothing else has: a variable of such a name hides it.
    package var ambient: [String: JSONValue] = [:]
    /// Whether rows bring columns that nobody knows, as their file couldn't be read: any name may be one.
    package var hasUnknownColumns = false
    /// Names that get their value later than here: how, and what to do about it.
    package var awaited: [String: (reason: String, help: String)] = [:]
    /// Environment variables.
    package var environment: Environment
    /// Reads files, relative to the file that names them.
    package var files: FileStore
    /// The time: milliseconds since 1970-01-01T00:00:00Z.
    package var clock: @Sendable () -> Int64
    /// The source of everything random.
    package var random: SplitMix64
    /// Names of the surroundings: called with the name (or prefix) and the rest of the reference.
    package var external: (@Sendable (_ name: String, _ rest: [String]) -> ExternalValue)?
    /// Whether an absent external value is null, alone, and nothing, inside a text; else it is an error.
    package var absentIsNull = false
    /// Whether an environment variable that isn't set passes, as when files are only checked.
    package var toleratesUnsetEnvironment = false
    /// Whether long repeated texts are cut short, as when files are only checked: no check reads megabytes.
    package var shortensRepeats = false
    /// Where a request is compiled for a load: the values that differ between its requests, which leave gaps.
    package var late: LateValues?
    /// The bytes that substitution may still make of what is resolved now.
    package var allowance = Self.mostSubstituted

    /// No more is made of one request, expectation or variable than this, in bytes: variables that mention each other
    /// twice double with each.
    static let mostSubstituted = 128 << 20

    /// A scope without variables.
    package init(
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

    /// What the requests of a burst or load see: the columns of their rows, and the names that each has a number for
    /// where no variable has them.
    package mutating func `defer`(columns: [String]) {
        deferred.formUnion(columns)
        for column in columns { variables[column] = nil }
        deferred.formUnion(["index", "user"].filter { variables[$0] == nil })
    }

    /// What a reference stands for.
    package enum Value {
        case known(JSONValue)
        case pending(PendingText.Gap)
    }

    /// The value of one reference in a file at `path`.
    package mutating func value(of reference: Reference, at range: Range<Int>, in path: String) throws(TemplateError)
        -> Value
    {
        if let gap = late?.gap(forNameOf: reference) { return .pending(gap) }
        switch reference {
        case .variable(let name, let way): return try variable(name, way, at: range)
        case .bare(let name, let function):
            if deferred.contains(name) || variables[name] != nil { return try variable(name, [], at: range) }
            return try value(of: function, at: range, in: path)
        case .external(let name, let rest):
            switch try text(of: rest, in: path) {
            case .known(let rest): return try external(name, [rest], at: range)
            case .pending(let text): return .pending(PendingText.Gap("\(name):\(text.shown)"))
            }
        case .environment(let name, let fallback):
            let value = environment.values[name]
            // As in a shell, `:-` stands for what is empty too: so come secrets that a CI system doesn't have.
            if let fallback, value?.isEmpty ?? true { return .known(.string(fallback)) }
            if let value { return .known(.string(value)) }
            if toleratesUnsetEnvironment { return .pending(PendingText.Gap(name)) }
            throw TemplateError(
                "the environment variable \(name) is not set",
                help: "set it, give it in --env-file, or write ${env:\(name):-default}",
                at: range
            )
        case .file(let name): return .known(.string(try fileText(name, at: range, in: path)))
        case .applied(let function, let arguments):
            let value = try applied(function, arguments, at: range, in: path)
            return value.map(Value.known) ?? computedLater(reference)
        case .calculated(let calculation):
            let number = try self.number(calculation, at: range, in: path)
            return number.map { .known(.number($0)) } ?? computedLater(reference)
        case .now, .uuid, .null, .randomText, .randomInteger, .repeated:
            if let gap = late?.gap(forFunction: reference) { return .pending(gap) }
            return .known(try made(reference, at: range))
        }
    }

    /// What a function makes.
    private mutating func made(_ function: Reference, at range: Range<Int>) throws(TemplateError) -> JSONValue {
        switch function {
        case .now(let offset, let format): return format.value(fromUnixMilliseconds: clock() + offset / 1_000_000)
        case .uuid: return .string(UUID4.make(&random))
        case .randomText(let alphabet, let count):
            let characters = Array("\(alphabet.characters)".utf8)
            try check(count, at: range)
            let bytes = (0..<count).map { _ in characters[Int.random(in: 0..<characters.count, using: &random)] }
            return .string(String(decoding: bytes, as: UTF8.self))
        case .randomInteger(let range): return .number(JSONNumber(Int.random(in: range, using: &random)))
        case .repeated(let text, let count):
            let most = shortensRepeats ? min(count, 10_000) : count
            try check(text.utf8.count * most, at: range)
            return .string(String(repeated: text, most))
        case .null, .variable, .bare, .external, .environment, .file, .applied, .calculated: return .null
        }
    }

    /// Takes `size` bytes from what may still be made.
    package mutating func allow(_ size: Int, at range: Range<Int>) throws(TemplateError) {
        try check(size, at: range)
        allowance -= size
    }

    /// Checks that so many bytes may still be made, before they are.
    private func check(_ size: Int, at range: Range<Int>) throws(TemplateError) {
        guard size > allowance else { return }
        throw TemplateError(
            "with this, more than \(Self.mostSubstituted >> 20) MiB would be substituted here",
            help: "a variable that mentions another twice doubles it",
            at: range
        )
    }

    private mutating func variable(_ name: String, _ way: [String], at range: Range<Int>) throws(TemplateError) -> Value
    {
        if deferred.contains(name) {
            return .pending(PendingText.Gap(([name] + way).joined(separator: ".")))
        }
        guard var value = variables[name] else {
            if way.isEmpty, let value = ambient[name] { return .known(value) }
            if way.isEmpty, let gap = late?.gap(forNumber: name) { return .pending(gap) }
            if external != nil { return try external(name, way, at: range) }
            if hasUnknownColumns { return .pending(PendingText.Gap(([name] + way).joined(separator: "."))) }
            throw unknown(name, at: range)
        }
        for (index, part) in way.enumerated() {
            guard let next = value.part(way[index...index]) else {
                let place = ([name] + way.prefix(index)).joined(separator: ".")
                throw TemplateError(
                    "'\(place)' has no member '\(part)'",
                    help: members(of: value, nearest: part),
                    at: range
                )
            }
            value = next
        }
        return .known(value)
    }

    private func members(of value: JSONValue, nearest name: String) -> String {
        switch value {
        case .object(let object): UnknownName.help(name, among: object.names)
        case .array(let array): "it is a list of \(array.count); elements are counted from 0"
        case .null, .bool, .number, .string: "it is a \(value.kind.rawValue)"
        }
    }

    private func external(_ name: String, _ rest: [String], at range: Range<Int>) throws(TemplateError) -> Value {
        switch external?(name, rest) ?? .unknown {
        case .unknown: throw unknown(name, at: range)
        case .deferred: return .pending(PendingText.Gap(name))
        case .value(let value): return .known(value)
        case .absent:
            guard absentIsNull else { throw TemplateError("'\(name)' has no value here", at: range) }
            return .known(.null)
        }
    }

    private func unknown(_ name: String, at range: Range<Int>) -> TemplateError {
        if let known = awaited[name] {
            return TemplateError("'\(name)' has no value here yet: \(known.reason)", help: known.help, at: range)
        }
        if let help = Reference.help(forFunction: name) {
            return TemplateError("there is no variable '\(name)', but a function", help: help, at: range)
        }
        let known = Array(variables.keys) + Array(deferred) + Array(ambient.keys) + Reference.functionNames
        if let inner = Reference.functionNames.first(where: { $0.hasPrefix("\(name).") }) {
            let help = Reference.help(forFunction: inner) ?? ""
            return TemplateError(
                "there is no variable '\(name)'; the functions of this name have brackets",
                help: help,
                at: range
            )
        }
        let nearest = NearestWord.suggest(name, among: known)
        let listed = variables.keys.sorted().prefix(12).joined(separator: ", ")
        let help =
            nearest.map { "did you mean '\($0)'?" }
            ?? (listed.isEmpty ? "declare it in \"variables\"" : "known here: \(listed)")
        return TemplateError("unknown variable '\(name)'", help: help, at: range, unknown: name)
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

/// What the surroundings know of a name that isn't a variable.
package enum ExternalValue: Sendable {
    /// The name means nothing here: an error in the file.
    case unknown
    /// The name is known and will have a value later.
    case deferred
    /// The name is known and has no value now.
    case absent
    /// Its value.
    case value(JSONValue)
}

/// Random UUIDs (RFC 9562, section 5.4).
package enum UUID4 {
    package static func make(_ random: inout some RandomNumberGenerator) -> String {
        let high = (random.next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let low = (random.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let digits = hex(high) + hex(low)
        var text: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hex(_ value: UInt64) -> [UInt8] {
        (0..<16).map { Array("0123456789abcdef".utf8)[Int((value >> (60 - 4 * UInt64($0))) & 15)] }
    }
}
