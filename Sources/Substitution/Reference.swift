import Decoding
package import Measurement
package import Quantities

/// What stands between `${` and `}`.
package indirect enum Reference: Sendable, Hashable {
    /// A variable, a column or a capture, and the way into its value.
    case variable(String, path: [String])
    /// A name that is a function's where nothing is declared that has it.
    case bare(String, Reference)
    /// A value of the surroundings that a prefix names, such as `state:KEY` in a mock.
    case external(String, Template)
    /// An environment variable.
    case environment(String, default: String?)
    /// The time, moved by nanoseconds.
    case now(offset: Int64, DateFormat)
    /// A random UUID of version 4.
    case uuid
    /// JSON's null.
    case null
    /// Random text of a length over an alphabet.
    case randomText(RandomAlphabet, count: Int)
    /// A random whole number in a range.
    case randomInteger(ClosedRange<Int>)
    /// A text, repeated.
    case repeated(String, count: Int)
    /// A file's text.
    case file(String)
    /// What a function makes of its arguments.
    case applied(ValueFunction, [Template])
    /// A sum or a product.
    case calculated(Calculation)

    /// The functions' names, for suggestions.
    static let functionNames =
        [
            "uuid", "null", "now", "env", "file", "repeat", "random.hex", "random.alnum", "random.digits", "random.int",
        ] + ValueFunction.names

    /// How a function is written; `nil` where nothing is called so.
    static func help(forFunction name: String) -> String? {
        guard functionNames.contains(name) else { return nil }
        return switch name {
        case "uuid", "null": "write ${\(name)}, with nothing behind it"
        case "now": "write ${now}, or with a format ${now:iso8601}"
        case "env": "write ${env:NAME}, or ${env:NAME:-instead}"
        case "file": "write ${file:path.txt}"
        case "repeat": "write ${repeat(x,100)}"
        case "random.int": "write ${random.int(1,6)}"
        case "random.hex", "random.alnum", "random.digits": "write ${\(name)(8)}"
        case "hmac": "write ${hmac.sha256(${key},${text})}"
        default: "write ${\(name)(${text})}"
        }
    }

    /// The names by which variables, columns and captures may be meant.
    package var names: [String] {
        switch self {
        case .variable(let name, _), .bare(let name, _): [name]
        case .external, .environment, .now, .uuid, .null, .randomText, .randomInteger, .repeated, .file: []
        case .applied, .calculated: inner.flatMap(\.names)
        }
    }

    /// The references that it is made of.
    package var inner: [Reference] {
        switch self {
        case .applied(_, let arguments): arguments.flatMap(\.references)
        case .calculated(let calculation): calculation.references
        case .variable, .bare, .external, .environment, .now, .uuid, .null, .randomText, .randomInteger, .repeated,
            .file:
            []
        }
    }

    package init(utf8 bytes: [UInt8], base: Int) throws(TemplateError) {
        let text = String(decoding: bytes, as: UTF8.self)
        let range = base..<(base + bytes.count)
        guard !bytes.isEmpty else {
            throw TemplateError(
                "${} names nothing",
                help: "write a variable's name in it, or $${ for a literal ${",
                at: range
            )
        }
        if let calculation = try Calculation(text, base: base, at: range) {
            self = .calculated(calculation)
        } else if let (function, arguments) = try Self.application(text, bytes, base: base, at: range) {
            self = .applied(function, arguments)
        } else if let call = ReferenceCall(text) {
            self = try Self.function(call, at: range)
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: bytes[..<colon], as: UTF8.self)
            let rest = Array(bytes[(colon + 1)...])
            self = try Self.prefixed(name, rest, base: base + colon + 1, at: range)
        } else if text == "uuid" {
            self = .bare(text, .uuid)
        } else if text == "null" {
            self = .bare(text, .null)
        } else if Self.isTime(text) {
            self = .bare(text, try Self.time(text, format: "iso8601", base: base, at: range))
        } else {
            let path = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard path.allSatisfy({ !$0.isEmpty }) else {
                throw TemplateError("'\(text)' has an empty name between dots", at: range)
            }
            self = .variable(path[0], path: Array(path.dropFirst()))
        }
    }

    private static func prefixed(
        _ name: String,
        _ rest: [UInt8],
        base: Int,
        at range: Range<Int>
    ) throws(TemplateError) -> Reference {
        let text = String(decoding: rest, as: UTF8.self)
        switch name {
        case "env":
            return environment(text)
        case "file":
            return .file(text)
        case _ where isTime(name):
            return try time(name, format: text, base: base, at: range)
        default:
            return .external(name, try Template(utf8: rest, base: base))
        }
    }

    private static func isTime(_ text: String) -> Bool {
        text == "now" || ["now-", "now+", "now@"].contains(where: text.hasPrefix)
    }

    private static func environment(_ text: String) -> Reference {
        let bytes = Array(text.utf8)
        for index in bytes.indices.dropLast()
        where bytes[index] == UInt8(ascii: ":") && bytes[index + 1] == UInt8(ascii: "-") {
            return .environment(
                String(decoding: bytes[..<index], as: UTF8.self),
                default: String(decoding: bytes[(index + 2)...], as: UTF8.self)
            )
        }
        return .environment(text, default: nil)
    }

    private static func time(
        _ name: String,
        format: String,
        base: Int,
        at range: Range<Int>
    ) throws(TemplateError) -> Reference {
        var offset: Int64 = 0
        var shift = name.dropFirst(3)
        var zone = TimeZone.utc
        if let at = shift.firstIndex(of: "@") {
            do throws(DateFormatError) {
                zone = try TimeZone(shift[shift.index(after: at)...])
            } catch {
                throw TemplateError(error.message, help: error.help, at: range)
            }
            shift = shift[..<at]
        }
        if let sign = shift.first {
            do throws(QuantityError) {
                let nanoseconds = try Quantity.duration(String(shift.dropFirst()))
                offset = Int64(clamping: nanoseconds) * (sign == "-" ? -1 : 1)
            } catch {
                throw TemplateError(error.message, help: "write for example ${now-16m:iso8601}", at: range)
            }
        }
        do throws(DateFormatError) {
            return .now(offset: offset, try DateFormat(format, zone: zone))
        } catch {
            throw TemplateError(error.message, help: error.help, at: base..<(base + format.utf8.count))
        }
    }

    /// A function of values and its arguments, which are texts with `${...}` of their own; `nil` when `text` is none.
    private static func application(
        _ text: String,
        _ bytes: [UInt8],
        base: Int,
        at range: Range<Int>
    ) throws(TemplateError) -> (ValueFunction, [Template])? {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), bytes.last == UInt8(ascii: ")"),
            let function = ValueFunction(String(decoding: bytes[..<open], as: UTF8.self))
        else { return nil }
        var parts: [Range<Int>] = []
        var (start, depth) = (open + 1, 0)
        for index in (open + 1)..<(bytes.count - 1) {
            switch bytes[index] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 0 && parts.count + 1 < function.arity:
                parts.append(start..<index)
                start = index + 1
            default: break
            }
        }
        parts.append(start..<(bytes.count - 1))
        guard parts.count == function.arity else {
            throw TemplateError(
                "\(String(decoding: bytes[..<open], as: UTF8.self)) takes \(function.arity) arguments, found \(parts.count)",
                help: "write ${hmac.sha256(${key},${text})}",
                at: range
            )
        }
        let arguments = try parts.map { part throws(TemplateError) in
            var part = part
            while let first = part.first, bytes[first] == 0x20 { part.removeFirst() }
            while let last = part.last, bytes[last] == 0x20 { part.removeLast() }
            return try Template(utf8: Array(bytes[part]), base: base + part.lowerBound)
        }
        return (function, arguments)
    }

    private static func function(_ call: ReferenceCall, at range: Range<Int>) throws(TemplateError) -> Reference {
        switch call.name {
        case "random.hex": return .randomText(.hex, count: try call.count(0, of: 1, at: range))
        case "random.alnum": return .randomText(.alphanumeric, count: try call.count(0, of: 1, at: range))
        case "random.digits": return .randomText(.digits, count: try call.count(0, of: 1, at: range))
        case "random.int":
            let low = try call.integer(0, of: 2, at: range)
            let high = try call.integer(1, of: 2, at: range)
            guard low <= high else {
                throw TemplateError(
                    "the range \(low) to \(high) is empty",
                    help: "write the smaller number first",
                    at: range
                )
            }
            return .randomInteger(low...high)
        case "repeat":
            guard call.arguments.count >= 2 else {
                throw TemplateError("repeat takes a text and a number", help: "write ${repeat(x,100)}", at: range)
            }
            let text = call.arguments.dropLast().joined(separator: ",")
            let count = try call.count(call.arguments.count - 1, of: call.arguments.count, at: range)
            guard text.utf8.count * count <= ReferenceCall.largestText else {
                throw TemplateError("this text would be longer than 64 MiB", at: range)
            }
            return .repeated(text, count: count)
        case let name where ["uuid", "null", "now", "env", "file"].contains(name):
            throw TemplateError(
                "'\(name)' takes no arguments in brackets",
                help: help(forFunction: name) ?? "",
                at: range
            )
        default:
            throw UnknownName.error(call.name, among: functionNames, what: "function", at: range)
        }
    }
}

/// A function call in a `${...}`, such as `random.hex(58)`.
struct ReferenceCall {
    /// No generated text is longer than this, in bytes.
    static let largestText = 64 << 20

    package let name: String
    package let arguments: [String]

    package init?(_ text: String) {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return nil }
        name = String(text[..<open])
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }) else { return nil }
        let inside = text[text.index(after: open)...].dropLast()
        arguments = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    package func integer(_ index: Int, of count: Int, at range: Range<Int>) throws(TemplateError) -> Int {
        guard arguments.count == count else {
            throw TemplateError(
                "\(name) takes \(count == 1 ? "1 argument" : "\(count) arguments"), found \(arguments.count)",
                at: range
            )
        }
        let text = arguments[index].filter { $0 != " " }
        guard let value = Int(text) else {
            throw TemplateError(
                "\(name) expects a whole number, found '\(text)'",
                help: Reference.help(forFunction: name) ?? "",
                at: range
            )
        }
        return value
    }

    package func count(_ index: Int, of count: Int, at range: Range<Int>) throws(TemplateError) -> Int {
        let value = try integer(index, of: count, at: range)
        guard value >= 0, value <= Self.largestText else {
            throw TemplateError("\(name) expects a length from 0 to \(Self.largestText), found \(value)", at: range)
        }
        return value
    }
}
