extension JSONPointer {
    /// The part of `document` that this points to (RFC 6901, section 4); nil when there is none.
    public func value(in document: JSONValue) -> JSONValue? {
        var value = document
        for token in tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let elements):
                guard let index = Self.index(token), index < elements.count else { return nil }
                value = elements[index]
            case .null, .bool, .number, .string: return nil
            }
        }
        return value
    }

    /// The part of `document` that this points to; nil when there is none.
    public func node(in document: JSONNode) -> JSONNode? {
        var node = document
        for token in tokens {
            switch node.content {
            case .object:
                guard let member = node[token] else { return nil }
                node = member
            case .array(let elements):
                guard let index = Self.index(token), index < elements.count else { return nil }
                node = elements[index]
            case .null, .bool, .number, .string, .pending: return nil
            }
        }
        return node
    }

    /// An index: digits without leading zeros. `-`, the element after the last, never points to a value.
    private static func index(_ token: String) -> Int? {
        let digits = token.utf8
        guard digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), digits.count == 1 || digits.first != 0x30 else {
            return nil
        }
        return Int(token)
    }
}
