package import Decoding
import Diagnostics
package import JSON

/// A text that may hold `${...}` references; `$${` is a literal `${`.
package struct Template: Sendable, Hashable {
    /// A piece of the text.
    package enum Part: Sendable, Hashable {
        /// Text as it stands.
        case literal(String)
        /// A reference and its place in the text, in UTF-8 bytes.
        case reference(Reference, Range<Int>)
    }

    /// The pieces, in order.
    package let parts: [Part]

    /// Whether `text` holds anything to substitute or to unescape; most texts don't.
    package static func isNeeded(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "{"), previous == UInt8(ascii: "$") { return true }
            previous = byte
        }
        return false
    }

    private static let parsed = ParsedOnce<[Part]>()

    /// Parses `text`.
    package init(_ text: String) throws(TemplateError) {
        parts = try Self.parsed.value(for: text) { text throws(TemplateError) in
            try Self.parse(Array(text.utf8), base: 0)
        }
    }

    package init(utf8 bytes: [UInt8], base: Int) throws(TemplateError) {
        self.parts = try Self.parse(bytes, base: base)
    }

    /// The only part, when the text is one whole reference: its value keeps its type.
    package var wholeReference: Reference? {
        if parts.count == 1, case .reference(let reference, _) = parts[0] { reference } else { nil }
    }

    /// The references in it, in order.
    package var references: [Reference] {
        parts.compactMap { if case .reference(let reference, _) = $0 { reference } else { nil } }
    }

    private static func parse(_ bytes: [UInt8], base: Int) throws(TemplateError) -> [Part] {
        var parts: [Part] = []
        var literal: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if starts("$${", bytes, index) {
                literal += [UInt8(ascii: "$"), UInt8(ascii: "{")]
                index += 3
            } else if starts("${", bytes, index) {
                let end = try closingBrace(bytes, from: index, base: base)
                if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
                literal = []
                let inside = Array(bytes[(index + 2)..<end])
                let reference = try Reference(utf8: inside, base: base + index + 2)
                parts.append(.reference(reference, (base + index)..<(base + end + 1)))
                index = end + 1
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return parts
    }

    private static func closingBrace(_ bytes: [UInt8], from start: Int, base: Int) throws(TemplateError) -> Int {
        var depth = 1
        var index = start + 2
        while index < bytes.count {
            if starts("${", bytes, index) {
                depth += 1
                index += 2
                continue
            }
            if bytes[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index }
            }
            index += 1
        }
        throw TemplateError(
            "this ${ is never closed",
            help: "close it with }, or write $${ for a literal ${",
            at: (base + start)..<(base + bytes.count)
        )
    }

    private static func starts(_ word: StaticString, _ bytes: [UInt8], _ index: Int) -> Bool {
        guard index + word.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { bytes[index + $0] == word.utf8Start[$0] }
    }
}

extension JSONNode {
    /// Whether there is anything to substitute in the names of its members, and of theirs.
    package var holdsTemplateInNames: Bool {
        guard case .object(let members) = content else { return false }
        return members.indices.contains { index in
            Template.isNeeded(members[index].name) || members[index].value.holdsTemplateInNames
        }
    }

    /// Whether there is anything to substitute in it.
    package var holdsTemplate: Bool {
        switch content {
        case .string(let text): Template.isNeeded(text)
        // By their places: it is asked of all that is sent, and elements and members are long.
        case .array(let elements): elements.indices.contains { elements[$0].holdsTemplate }
        case .object(let members):
            members.indices.contains { index in
                Template.isNeeded(members[index].name) || members[index].value.holdsTemplate
            }
        case .null, .bool, .number, .pending: false
        }
    }
}

/// What is wrong with a `${...}`, and where in its text.
package struct TemplateError: Error, Sendable, Hashable {
    /// What was found and what was expected.
    package var message: String
    /// What to do; empty when the message says it.
    package var help: String
    /// The place in the text, in UTF-8 bytes.
    package var range: Range<Int>
    /// The name that nothing has.
    package var unknown: String?

    package init(_ message: String, help: String = "", at range: Range<Int>, unknown: String? = nil) {
        self.message = message
        self.help = help
        self.range = range
        self.unknown = unknown
    }
}

extension Problems {
    /// Adds what is wrong with a `${...}` in the string `node`.
    package func add(_ error: TemplateError, in node: JSONNode) {
        let misses = error.unknown.map { Set<Consequence>([.variable($0), .anyVariable]) } ?? []
        add(error.message, at: node.location(ofUTF8: error.range), help: error.help, misses: misses)
    }
}

extension UnknownName {
    /// What is wrong with a name that isn't among those known.
    package static func error(_ name: String, among known: [String], what: String, at range: Range<Int>)
        -> TemplateError
    {
        TemplateError("unknown \(what) '\(name)'", help: help(name, among: known), at: range)
    }
}
