import Decoding
import Diagnostics
import JSON
import Quantities
import Yams

/// Reads YAML into nodes with positions: scalars by the core schema of YAML 1.2, names that must be strings and unique.
struct YAMLReader {
    /// How many nodes a document may have once its aliases are replaced by what they name.
    static let nodeLimit = 1_000_000
    /// How many collections may lie in each other, as for JSON.
    package static let depthLimit = 512

    private let places: YAMLPlaces
    private let problems: Problems
    private let limit: Int
    private var nodesLeft: Int

    private init(_ file: SourceFile, _ problems: Problems, limit: Int) {
        places = YAMLPlaces(file: file)
        self.problems = problems
        self.limit = limit
        nodesLeft = limit
    }

    /// The only document of `file`; nil, with a problem added, when there is none.
    package static func parse(_ file: SourceFile, _ problems: Problems, nodeLimit: Int = nodeLimit) -> JSONNode? {
        var reader = YAMLReader(file, problems, limit: nodeLimit)
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            problems.add("the file isn't UTF-8", at: SourceLocation(file: file, range: 0..<0))
            return nil
        }
        do {
            // No resolver: what a scalar is, the core schema decides, and `1: a` with `"1": b` repeats a name.
            guard let root = try Parser(yaml: text, resolver: .basic).singleRoot() else {
                problems.add("the file is empty", at: SourceLocation(file: file, range: 0..<0))
                return nil
            }
            return reader.node(root, depth: 0)
        } catch {
            problems.add(YAMLFault(error, reader.places).diagnostic)
            return nil
        }
    }

    private mutating func node(_ node: Node, depth: Int) -> JSONNode? {
        nodesLeft -= 1
        if nodesLeft < 0 {
            let message = "more than \(limit) values, those that aliases repeat included"
            return refuse(message, node, help: "use fewer aliases (`*name`), or `$ref`")
        }
        if depth > Self.depthLimit { return refuse("nested more than \(Self.depthLimit) levels deep", node) }
        switch node {
        case .scalar(let scalar): return value(scalar)
        case .mapping(let mapping): return object(mapping, depth)
        case .sequence(let sequence):
            let place = places.location(sequence.mark)
            var elements: [JSONNode] = []
            for element in sequence {
                if let element = self.node(element, depth: depth + 1) { elements.append(element) }
                if nodesLeft < 0 { return nil }
            }
            return JSONNode(content: .array(elements), location: place)
        case .alias: return refuse("an alias that names nothing", node)
        }
    }

    private mutating func object(_ mapping: Node.Mapping, _ depth: Int) -> JSONNode? {
        var members: [JSONNode.Member] = []
        var names: Set<[UInt8]> = []
        for (key, value) in mapping {
            guard let scalar = key.scalar else {
                problems.add("a name must be a string, found a collection", at: places.location(key.mark))
                continue
            }
            let location = places.location(scalar)
            if scalar.string == "<<", scalar.style == .plain {
                problems.add(
                    "merge keys (`<<`) aren't part of YAML 1.2",
                    at: location,
                    help: "write the members out, or use `allOf`"
                )
                continue
            }
            // Yams compares by canonical equivalence, names are compared by their bytes.
            if !names.insert(Array(scalar.string.utf8)).inserted {
                problems.add("'\(scalar.string)' is there twice", at: location, help: "keep one of them")
            }
            if let value = node(value, depth: depth + 1) {
                members.append(JSONNode.Member(name: scalar.string, nameLocation: location, value: value))
            }
            if nodesLeft < 0 { return nil }
        }
        return JSONNode(content: .object(members), location: places.location(mapping.mark))
    }

    private func value(_ scalar: Node.Scalar) -> JSONNode? {
        let location = places.location(scalar)
        do throws(YAMLScalar.Failure) {
            return JSONNode(content: try content(scalar, location), location: location)
        } catch {
            problems.add(
                "\(scalar.string) can't be written in JSON",
                at: location,
                help: "quote it if a string is meant"
            )
            return nil
        }
    }

    private func content(_ scalar: Node.Scalar, _ location: SourceLocation) throws(YAMLScalar.Failure)
        -> JSONNode.Content
    {
        let tag = scalar.tag.description
        switch tag {
        case Tag.Name.implicit.rawValue where scalar.style == .plain:
            return try YAMLScalar.content(ofPlain: scalar.string)
        case Tag.Name.implicit.rawValue, Tag.Name.nonSpecific.rawValue, Tag.Name.str.rawValue:
            return .string(scalar.string)
        case Tag.Name.int.rawValue, Tag.Name.float.rawValue, Tag.Name.bool.rawValue, Tag.Name.null.rawValue:
            return try YAMLScalar.content(ofPlain: scalar.string)
        default:
            problems.add("the tag '\(tag)' has no meaning in JSON", at: location, help: "leave it out")
            return .string(scalar.string)
        }
    }

    private func refuse(_ message: String, _ node: Node, help: String = "") -> JSONNode? {
        problems.add(message, at: places.location(node.mark), help: help)
        return nil
    }
}

/// Finds the bytes of a YAML file that belong to a node; the parser tells no more than where a node begins.
struct YAMLPlaces {
    package let file: SourceFile

    /// The place that begins at `mark` and is `length` bytes long.
    package func location(_ mark: Mark?, length: Int = 1) -> SourceLocation {
        let start = offset(mark)
        return SourceLocation(file: file, range: start..<min(start + length, max(start, file.bytes.count)))
    }

    /// The place of a scalar, its quotes included.
    package func location(_ scalar: Node.Scalar) -> SourceLocation {
        let start = offset(scalar.mark)
        return SourceLocation(file: file, range: start..<max(start, end(of: scalar, from: start)))
    }

    /// libyaml counts columns in Unicode scalars, and more line ends than others do; what is out of range is cut.
    private func offset(_ mark: Mark?) -> Int {
        guard let mark else { return 0 }
        let line = file.range(ofLine: min(max(mark.line, 1), file.lineCount))
        var offset = line.lowerBound
        var column = 1
        while column < mark.column, offset < line.upperBound {
            offset += 1
            while offset < line.upperBound, file.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            column += 1
        }
        return offset
    }

    private func end(of scalar: Node.Scalar, from start: Int) -> Int {
        guard start < file.bytes.count else { return start }
        switch file.bytes[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return endOfQuotes(start)
        default:
            let text = scalar.string.utf8
            let isVerbatim = file.bytes[start...].prefix(text.count).elementsEqual(text)
            return isVerbatim && !text.isEmpty ? start + text.count : start + 1
        }
    }

    private func endOfQuotes(_ start: Int) -> Int {
        let quote = file.bytes[start]
        var index = start + 1
        while index < file.bytes.count {
            if quote == UInt8(ascii: "\""), file.bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if file.bytes[index] == quote {
                index += 1
                if quote == UInt8(ascii: "\"") || index >= file.bytes.count || file.bytes[index] != quote { break }
                index += 1
            } else {
                index += 1
            }
        }
        return min(index, file.bytes.count)
    }
}

/// The core schema of YAML 1.2 (section 10.3.2), which tells what a scalar without quotes is. `no`, `on` and `1_000` are
/// strings by it, unlike in YAML 1.1.
enum YAMLScalar {
    package enum Failure: Error {
        /// Infinity and NaN, which JSON lacks.
        case notJSON
    }

    package static func content(ofPlain text: String) throws(Failure) -> JSONNode.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if let number = try number(text) { return .number(number) }
        return .string(text)
    }

    /// The number that `text` is: `[-+]? [0-9]+`, `0o [0-7]+`, `0x [0-9a-fA-F]+`,
    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    package static func number(_ text: String) throws(Failure) -> JSONNumber? {
        if text.hasPrefix("0o") { return integer(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return integer(text.dropFirst(2), radix: 16) }
        var rest = text[...]
        let sign = rest.first
        if sign == "-" || sign == "+" { rest.removeFirst() }
        if [".inf", ".Inf", ".INF"].contains(rest) || [".nan", ".NaN", ".NAN"].contains(text) { throw .notJSON }
        guard let literal = decimal(rest) else { return nil }
        return JSONNumber(literal: (sign == "-" ? "-" : "") + literal)
    }

    private static func integer(_ digits: Substring, radix: Int) -> JSONNumber? {
        guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
        // The value grows digit by digit in decimal, so that no width of integers bounds it.
        var decimal: [Int] = [0]
        for character in digits {
            guard let digit = character.hexDigitValue, digit < radix, character.isASCII else { return nil }
            var carry = digit
            for place in decimal.indices {
                carry += decimal[place] * radix
                decimal[place] = carry % 10
                carry /= 10
            }
            while carry > 0 {
                decimal.append(carry % 10)
                carry /= 10
            }
        }
        return JSONNumber(literal: decimal.reversed().map(String.init).joined())
    }

    /// The number as JSON writes it: without leading zeros, and with digits on both sides of the point.
    private static func decimal(_ text: Substring) -> String? {
        var rest = text.utf8
        let whole = digits(&rest)
        var fraction = Substring()
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = digits(&rest)
        }
        if whole.isEmpty, fraction.isEmpty { return nil }
        var exponent = ""
        if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
            rest.removeFirst()
            exponent = "e"
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                rest.removeFirst()
                if sign == UInt8(ascii: "-") { exponent += "-" }
            }
            let power = digits(&rest)
            if power.isEmpty { return nil }
            exponent += power
        }
        guard rest.isEmpty else { return nil }
        let significant = whole.drop { $0 == "0" }
        return (significant.isEmpty ? "0" : significant) + (fraction.isEmpty ? "" : ".\(fraction)") + exponent
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> Substring {
        let found = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
        rest = rest[found.endIndex...]
        return Substring(found)
    }
}

/// Says in our words why Yams can't read a document.
struct YAMLFault {
    package let diagnostic: Diagnostic

    package init(_ error: any Error, _ places: YAMLPlaces) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _):
            let before = context.map { "\($0.text): " } ?? ""
            let help = Self.help(problem)
            diagnostic = Diagnostic(message: "YAML: \(before)\(problem)", location: places.location(mark), help: help)
        case YamlError.composer(_, let problem, let mark, _):
            diagnostic = Diagnostic(message: "YAML: \(problem)", location: places.location(mark))
        case YamlError.duplicatedKeysInMapping(let names, let context):
            let listed = names.map { "'\($0)'" }.joined(separator: ", ")
            let description = names.count == 1 ? "\(listed) is there twice" : "\(listed) are there twice"
            diagnostic = Diagnostic(
                message: description,
                location: places.location(context.mark),
                help: "keep one of them"
            )
        case YamlError.reader(let problem, let offset, _, _):
            let start = min(max(offset ?? 0, 0), places.file.bytes.count)
            let location = SourceLocation(file: places.file, range: start..<start)
            diagnostic = Diagnostic(message: "YAML: \(problem)", location: location)
        default:
            let location = SourceLocation(file: places.file, range: 0..<0)
            diagnostic = Diagnostic(message: "YAML can't be read: \(error)", location: location)
        }
    }

    private static func help(_ problem: String) -> String? {
        switch problem {
        case "found character that cannot start any token":
            "indent by spaces, not tabs; quote a value that begins with @ or `"
        case "found a tab character that violates indentation": "indent by spaces, not tabs"
        case "mapping values are not allowed in this context":
            "quote a value that contains ': ', and check the indentation"
        case "did not find expected key", "could not find expected ':'":
            "check the indentation and the colon after each name"
        default: nil
        }
    }
}
