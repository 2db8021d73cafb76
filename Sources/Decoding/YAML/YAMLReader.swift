package import Diagnostics
package import JSON

/// Reads YAML into nodes with positions: scalars by the core schema of YAML 1.2, names that must be strings and unique.
package struct YAMLReader {
    /// How many nodes a document may have once its aliases are replaced by what they name.
    package static let nodeLimit = 1_000_000
    /// How many collections may lie in each other, as for JSON.
    static let depthLimit = 512

    /// What an alias repeats.
    private enum Anchored {
        case scalar(YAMLEvent.Scalar)
        /// A collection, with all that lies in it: how many nodes, and how deep.
        case collection(JSONNode, nodes: Int, height: Int)
    }

    private let problems: Problems
    private let limit: Int
    private let events: YAMLEvents
    private var nodesLeft: Int
    /// How deep the nodes so far lay, since the anchored one that is read now.
    private var deepest = 0
    private var anchors: [String: Anchored] = [:]

    private init(_ events: YAMLEvents, _ problems: Problems, limit: Int) {
        self.events = events
        self.problems = problems
        self.limit = limit
        nodesLeft = limit
    }

    /// The only document of `file`; nil, with a problem added, when there is none.
    package static func parse(_ file: SourceFile, _ problems: Problems, nodeLimit: Int = nodeLimit) -> JSONNode? {
        guard String(validating: file.bytes, as: UTF8.self) != nil else {
            problems.add("the file isn't UTF-8", at: YAMLEvents.start(of: file))
            return nil
        }
        return file.bytes.withUnsafeBufferPointer { bytes in
            do throws(Diagnostic) {
                var reader = YAMLReader(try YAMLEvents(file, bytes), problems, limit: nodeLimit)
                return try reader.document(of: file)
            } catch {
                problems.add(error)
                return nil
            }
        }
    }

    private mutating func document(of file: SourceFile) throws(Diagnostic) -> JSONNode? {
        guard case .document = try events.next() else {
            throw Diagnostic(message: "the file is empty", location: YAMLEvents.start(of: file))
        }
        let root = try node(try events.next(), depth: 0)
        // The document's end, and the file's.
        _ = try events.next()
        if case .document(let place) = try events.next() {
            throw Diagnostic(message: "YAML: but found another document", location: place)
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Diagnostic) -> JSONNode? {
        try count(1, at: event, depth)
        switch event {
        case .scalar(let scalar):
            if let anchor = scalar.anchor { anchors[anchor] = .scalar(scalar) }
            return value(scalar)
        case .alias(let name, let place):
            switch try anchored(name, place) {
            case .scalar(let scalar): return value(scalar)
            case .collection(let node, let nodes, let height):
                try count(nodes - 1, at: event, depth + height)
                return node
            }
        case .begin(let collection): return try node(collection, depth)
        case .document, .end: preconditionFailure("libyaml gives a node where one must be")
        }
    }

    private mutating func node(_ collection: YAMLEvent.Collection, _ depth: Int) throws(Diagnostic) -> JSONNode {
        let (nodesBefore, deepestBefore) = (nodesLeft, deepest)
        deepest = depth
        let content: JSONNode.Content = collection.isMapping ? .object(try members(depth)) : .array(try elements(depth))
        let node = JSONNode(content: content, location: collection.location)
        if let anchor = collection.anchor {
            anchors[anchor] = .collection(node, nodes: nodesBefore - nodesLeft + 1, height: deepest - depth)
        }
        deepest = max(deepest, deepestBefore)
        return node
    }

    private func anchored(_ name: String, _ place: SourceLocation) throws(Diagnostic) -> Anchored {
        if let known = anchors[name] { return known }
        throw Diagnostic(message: "YAML: found undefined alias", location: place)
    }

    /// Counts nodes, the deepest of which lie in `depth` collections.
    private mutating func count(_ nodes: Int, at event: YAMLEvent, _ depth: Int) throws(Diagnostic) {
        nodesLeft -= nodes
        deepest = max(deepest, depth)
        if nodesLeft < 0 {
            throw Diagnostic(
                message: "more than \(limit) values, those that aliases repeat included",
                location: event.location,
                help: "use fewer aliases (`*name`), or `$ref`"
            )
        }
        if depth > Self.depthLimit {
            throw Diagnostic(
                message: "nested more than \(Self.depthLimit) levels deep",
                location: event.location
            )
        }
    }

    private mutating func elements(_ depth: Int) throws(Diagnostic) -> [JSONNode] {
        var elements: [JSONNode] = []
        while true {
            let event = try events.next()
            if case .end = event { return elements }
            if let element = try node(event, depth: depth + 1) { elements.append(element) }
        }
    }

    private mutating func members(_ depth: Int) throws(Diagnostic) -> [JSONNode.Member] {
        var members: [JSONNode.Member] = []
        var names: Set<[UInt8]> = []
        while true {
            let event = try events.next()
            if case .end = event { return members }
            let name = try name(event, depth)
            let value = try node(try events.next(), depth: depth + 1)
            guard let name else { continue }
            if name.text == "<<", name.isPlain {
                problems.add(
                    "merge keys (`<<`) aren't part of YAML 1.2",
                    at: name.location,
                    help: "write the members out, or use `allOf`"
                )
                continue
            }
            // Names are compared by their bytes, not by canonical equivalence.
            if !names.insert(Array(name.text.utf8)).inserted {
                problems.add("'\(name.text)' is there twice", at: name.location, help: "keep one of them")
            }
            if let value { members.append(JSONNode.Member(name: name.text, nameLocation: name.location, value: value)) }
        }
    }

    /// The scalar that is a member's name; nil, with a problem added, for a collection.
    private mutating func name(_ event: YAMLEvent, _ depth: Int) throws(Diagnostic) -> YAMLEvent.Scalar? {
        switch event {
        case .scalar(let scalar):
            if let anchor = scalar.anchor { anchors[anchor] = .scalar(scalar) }
            return scalar
        case .alias(let name, let place):
            if case .scalar(let scalar) = try anchored(name, place) { return scalar }
        case .begin, .document, .end: _ = try node(event, depth: depth + 1)
        }
        if let place = event.location { problems.add("a name must be a string, found a collection", at: place) }
        return nil
    }

    private func value(_ scalar: YAMLEvent.Scalar) -> JSONNode? {
        do throws(YAMLScalar.Failure) {
            return JSONNode(content: try content(scalar), location: scalar.location)
        } catch {
            problems.add(
                "\(scalar.text) can't be written in JSON",
                at: scalar.location,
                help: "quote it if a string is meant"
            )
            return nil
        }
    }

    private func content(_ scalar: YAMLEvent.Scalar) throws(YAMLScalar.Failure) -> JSONNode.Content {
        switch scalar.tag {
        case nil: return scalar.isPlain ? try YAMLScalar.content(ofPlain: scalar.text) : .string(scalar.text)
        case YAMLScalar.stringTag?, "!"?: return .string(scalar.text)
        case let tag? where YAMLScalar.coreTags.contains(tag): return try YAMLScalar.content(ofPlain: scalar.text)
        case let tag?:
            problems.add("the tag '\(tag)' has no meaning in JSON", at: scalar.location, help: "leave it out")
            return .string(scalar.text)
        }
    }
}

/// The core schema of YAML 1.2 (section 10.3.2), which tells what a scalar without quotes is. `no`, `on` and `1_000`
/// are strings by it, unlike in YAML 1.1.
enum YAMLScalar {
    package enum Failure: Error {
        /// Infinity and NaN, which JSON lacks.
        case notJSON
    }

    /// The tag of a string (section 10.1.1.3).
    static let stringTag = "tag:yaml.org,2002:str"
    /// The tags of what the text decides on, as for a scalar without a tag (sections 10.2.1 and 10.3.1).
    static let coreTags = ["int", "float", "bool", "null"].map { "tag:yaml.org,2002:\($0)" }

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
