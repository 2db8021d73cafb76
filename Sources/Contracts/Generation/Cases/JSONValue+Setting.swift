import JSON

extension JSONValue {
    /// The value with `new` at the place that `tokens` lead to; nil as `new` removes it. Nil when there is no such place.
    func setting(_ new: JSONValue?, at tokens: some Collection<String>) -> JSONValue? {
        guard let token = tokens.first else { return new }
        let rest = tokens.dropFirst()
        switch self {
        case .object(var object):
            if rest.isEmpty {
                if let new { object[token] = new } else { _ = object.remove(token) }
                return .object(object)
            }
            guard let changed = object[token]?.setting(new, at: rest) else { return nil }
            object[token] = changed
            return .object(object)
        case .array(var elements):
            guard let index = Int(token), elements.indices.contains(index) else { return nil }
            if rest.isEmpty, new == nil {
                elements.remove(at: index)
            } else {
                guard let changed = elements[index].setting(new, at: rest) else { return nil }
                elements[index] = changed
            }
            return .array(elements)
        case .null, .bool, .number, .string: return nil
        }
    }
}
