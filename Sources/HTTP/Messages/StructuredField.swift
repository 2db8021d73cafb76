import URI

/// A structured field's value (RFC 9651, and RFC 8941 before it): what a text is read to, and how it is written
/// strictly.
package enum StructuredField: Sendable, Hashable {
    case item(Item)
    case list([Member])
    /// Its members in their order, each key once.
    case dictionary([Pair])

    /// One of the types that a field may be defined as.
    package enum Kind: Sendable, Hashable, CaseIterable {
        case dictionary, list, item

        /// In words.
        package var name: String {
            switch self {
            case .dictionary: "dictionary"
            case .list: "list"
            case .item: "item"
            }
        }
    }

    /// A value without parameters (section 3.3).
    package enum Value: Sendable, Hashable {
        case integer(Int64)
        /// In thousandths: there are never more digits behind the point.
        case decimal(thousandths: Int64)
        case string(String)
        case token(String)
        case bytes([UInt8])
        case boolean(Bool)
        /// In seconds since 1970.
        case date(Int64)
        case displayString(String)
    }

    /// A key and what it has (section 3.1.2).
    package struct Parameter: Sendable, Hashable {
        package var key: String
        package var value: Value
    }

    /// A value with its parameters.
    package struct Item: Sendable, Hashable {
        package var value: Value
        package var parameters: [Parameter] = []
    }

    /// A member of a list or a dictionary.
    package enum Member: Sendable, Hashable {
        case item(Item)
        case innerList([Item], [Parameter])
    }

    /// A member of a dictionary.
    package struct Pair: Sendable, Hashable {
        package var key: String
        package var member: Member
    }

    /// The value that `text` is, which is all lines of a field joined by commas.
    ///
    /// - Throws: why it is none of this kind.
    package init(_ text: String, as kind: Kind) throws(StructuredFieldError) {
        var parser = StructuredFieldParser(text)
        self = try parser.field(kind)
    }

    /// The parameters that `text` begins with, none or more, and nothing but them.
    ///
    /// - Throws: why they are none.
    package static func parameters(_ text: String) throws(StructuredFieldError) -> [Parameter] {
        var parser = StructuredFieldParser(text)
        return try parser.onlyParameters()
    }

    /// The value as it is written strictly (section 4.1).
    package var text: String {
        switch self {
        case .item(let item): Self.text(item)
        case .list(let members): members.map(Self.text).joined(separator: ", ")
        case .dictionary(let pairs): pairs.map(Self.text).joined(separator: ", ")
        }
    }

    /// What the member `key` of a dictionary has, written strictly (RFC 9421, section 2.1.2); `nil` where there is
    /// none.
    package func text(ofMember key: String) -> String? {
        guard case .dictionary(let pairs) = self else { return nil }
        return pairs.first { $0.key == key }.map { Self.text($0.member) }
    }

    /// `bytes` as they are written in a field.
    package static func text(_ bytes: [UInt8]) -> String { ":\(Base64.encode(bytes)):" }

    private static func text(_ pair: Pair) -> String {
        if case .item(let item) = pair.member, item.value == .boolean(true) {
            return pair.key + text(item.parameters)
        }
        return "\(pair.key)=\(text(pair.member))"
    }

    private static func text(_ member: Member) -> String {
        switch member {
        case .item(let item): text(item)
        case .innerList(let items, let parameters): "(\(items.map(text).joined(separator: " ")))\(text(parameters))"
        }
    }

    private static func text(_ item: Item) -> String { text(item.value) + text(item.parameters) }

    /// `parameters` as they are written behind what has them.
    package static func text(_ parameters: [Parameter]) -> String {
        parameters.map { ";\($0.key)" + ($0.value == .boolean(true) ? "" : "=\(text($0.value))") }.joined()
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .integer(let number): return "\(number)"
        case .decimal(let thousandths):
            let digits = thousandths.magnitude
            var fraction = String(String(digits % 1000 + 1000).dropFirst())
            while fraction.utf8.count > 1, fraction.hasSuffix("0") { fraction.removeLast() }
            return "\(thousandths < 0 ? "-" : "")\(digits / 1000).\(fraction)"
        case .string(let text): return FieldSyntax.quoted(text)
        case .token(let text): return text
        case .bytes(let bytes): return text(bytes)
        case .boolean(let flag): return flag ? "?1" : "?0"
        case .date(let seconds): return "@\(seconds)"
        case .displayString(let text):
            let coded = text.utf8.map { byte in
                let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "%") && byte != 0x22
                return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte])
            }
            return "%\"\(coded.joined())\""
        }
    }
}

/// Why a text is no structured field.
package struct StructuredFieldError: Error, Sendable, Hashable {
    /// What was found, and where.
    package var message: String
}
