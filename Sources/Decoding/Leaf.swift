package import Diagnostics
package import JSON
package import JSONPath
package import Patterns
package import Quantities
import Synchronization

/// Values of the file format that are not objects. A value known only while running passes; it is decoded again then.
package enum Leaf {
    private static let expressions = ParsedOnce<RegularExpression>()

    package static func text(_ node: JSONNode, _ what: String, _ problems: Problems) -> String? {
        switch node.content {
        case .string(let text): return text
        case .pending(let text): return text.shown
        case .number, .bool:
            // A number or a truth value that a substitution brought stands where a text does, as it would inside one.
            if node.isWrittenAsString { return node.value.plainText }
        case .null, .array, .object: break
        }
        problems.add("\(what) must be a string, found \(node.described)", at: node.location)
        return nil
    }

    package static func flag(_ node: JSONNode, _ what: String, _ problems: Problems) -> Bool? {
        if case .bool(let value) = node.content { return value }
        if !node.isPending {
            problems.add("\(what) must be true or false, found \(node.described)", at: node.location)
        }
        return nil
    }

    package static func count(_ node: JSONNode, _ what: String, in range: ClosedRange<Int>, _ problems: Problems)
        -> Int?
    {
        if case .number(let number) = node.content, let value = number.int, range.contains(value) { return value }
        if !node.isPending {
            let bounds =
                range.upperBound == Int.max
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            problems.add("\(what) must be a whole number \(bounds), found \(found(node))", at: node.location)
        }
        return nil
    }

    package static func number(_ node: JSONNode, _ what: String, _ problems: Problems) -> JSONNumber? {
        if case .number(let number) = node.content { return number }
        if !node.isPending { problems.add("\(what) must be a number, found \(found(node))", at: node.location) }
        return nil
    }

    package static func duration(_ node: JSONNode, _ problems: Problems) -> UInt64? {
        quantity(node, problems) { text throws(QuantityError) in try Quantity.duration(text) }
    }

    package static func size(_ node: JSONNode, _ problems: Problems) -> Int? {
        quantity(node, problems) { text throws(QuantityError) in try Quantity.size(text) }.map { Int(clamping: $0) }
    }

    package static func rate(_ node: JSONNode, _ problems: Problems) -> Double? {
        quantity(node, problems) { text throws(QuantityError) in try Quantity.rate(text) }
    }

    package static func share(_ node: JSONNode, _ problems: Problems) -> Double? {
        quantity(node, problems) { text throws(QuantityError) in try Quantity.percent(text) }
    }

    package static func regularExpression(_ node: JSONNode, _ problems: Problems) -> RegularExpression? {
        guard let text = text(node, "a regular expression", problems), !node.isPending else { return nil }
        do throws(RegularExpressionError) {
            return try expressions.value(for: text) { text throws(RegularExpressionError) in
                try RegularExpression(ecma262: text)
            }
        } catch {
            let range = Offsets.utf8(ofScalars: error.offset..<(error.offset + 1), in: text)
            problems.add(
                "regular expression: expected \(error.expected), found \(error.found)",
                at: node.location(ofUTF8: range),
                help: error.hint ?? ""
            )
            return nil
        }
    }

    package static func path(_ node: JSONNode, _ problems: Problems) -> JSONPath? {
        guard let text = text(node, "a JSONPath", problems), !node.isPending else { return nil }
        return path(text, node.location, problems) { node.location(ofUTF8: $0) }
    }

    /// The JSONPath `text`; `place` gives where a part of it, in UTF-8 bytes, stands in the file.
    package static func path(
        _ text: String,
        _ location: SourceLocation,
        _ problems: Problems,
        place: (Range<Int>) -> SourceLocation
    ) -> JSONPath? {
        do throws(JSONPathError) {
            return try JSONPath(text)
        } catch {
            let range = Offsets.utf8(ofScalars: error.offset..<(error.offset + max(1, error.length)), in: text)
            problems.add(
                "JSONPath: expected \(error.expected), found \(error.found)",
                at: place(range),
                help: error.hint ?? ""
            )
            return nil
        }
    }

    package static func dateFormat(_ node: JSONNode, _ problems: Problems) -> DateFormat? {
        guard let text = text(node, "a date format", problems), !node.isPending else { return nil }
        do throws(DateFormatError) {
            return try DateFormat(text)
        } catch {
            problems.add(error.message, at: node.location, help: error.help)
            return nil
        }
    }

    private static func quantity<Value>(
        _ node: JSONNode,
        _ problems: Problems,
        _ parse: (String) throws(QuantityError) -> Value
    ) -> Value? {
        if node.isPending { return nil }
        do throws(QuantityError) {
            // A bare number is given to the parser as its text: it knows best which unit to ask for.
            return try parse(node.value.plainText)
        } catch {
            problems.add(error.message, at: node.location, help: error.help)
            return nil
        }
    }

    package static func found(_ node: JSONNode) -> String {
        switch node.content {
        case .array(let elements) where elements.isEmpty: "an empty list"
        case .array, .object, .null: node.described
        case .bool, .number, .string, .pending: ValueText.described(node.value)
        }
    }

    /// The texts of a list that has one at least, each with its place; none when `node` is.
    package static func names(
        _ node: JSONNode?,
        _ what: String,
        _ problems: Problems
    ) -> [(text: String, location: SourceLocation)] {
        guard let node else { return [] }
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add("\(what) must be a list with at least one name, found \(Leaf.found(node))", at: node.location)
            return []
        }
        return elements.compactMap { element in
            text(element, "each element of \(what)", problems).map { ($0, element.location) }
        }
    }
}

/// Keeps what was made of texts: the rows of a scenario, and every request of a load, share theirs.
///
/// It is bounded, for texts may come from outside: when it is full, it starts anew.
package final class ParsedOnce<Value: Sendable>: Sendable {
    private static var most: Int { 4096 }
    private static var longestText: Int { 4096 }

    private let known = Mutex<[String: Value]>([:])

    /// Nothing known yet.
    package init() {}

    /// What `make` makes of `text`, or made of it before.
    package func value<Failure: Error>(for text: String, make: (String) throws(Failure) -> Value) throws(Failure)
        -> Value
    {
        guard text.utf8.count <= Self.longestText else { return try make(text) }
        if let value = known.withLock({ $0[text] }) { return value }
        let value = try make(text)
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[text] = value
        }
        return value
    }
}
