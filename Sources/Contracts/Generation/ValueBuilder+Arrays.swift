import JSON
import Measurement

extension ValueBuilder {
    mutating func array(_ shape: SchemaShape, depth: Int) -> JSONValue? {
        var elements: [JSONValue] = []
        let count = wantedCount(shape, depth: depth)
        guard takeRoom(count) else { return nil }
        let isLarge = count > 1000
        var known: Set<JSONValue> = []
        while elements.count < count {
            guard let element = element(shape, elements.count, known, depth: depth) else {
                return elements.count >= shape.minItems ? contained(elements, shape, depth: depth) : nil
            }
            elements.append(element)
            if shape.hasUniqueItems { known.insert(element) }
            if isLarge, elements.count == 1, !shape.hasUniqueItems, shape.prefixes.isEmpty {
                // Thousands of elements need not all be different.
                guard takeRoom(element.size.multipliedSaturated(by: count - 1)) else { return nil }
                elements += Array(repeating: element, count: count - 1)
            }
        }
        return contained(elements, shape, depth: depth)
    }

    private mutating func wantedCount(_ shape: SchemaShape, depth: Int) -> Int {
        let prefix = shape.prefixes.map(\.count).max() ?? 0
        var wanted = max(shape.minItems, prefix)
        if !isFrugal(depth), settings.optionalMembers != .none {
            let more = settings.optionalMembers == .some ? Int.random(in: 0...3, using: &generator) : 1
            wanted = max(wanted, shape.minItems == 0 ? more : shape.minItems)
        } else {
            wanted = shape.minItems
        }
        return min(wanted, shape.maxItems)
    }

    /// The element at `index`, which isn't among those that are `known`.
    private mutating func element(
        _ shape: SchemaShape,
        _ index: Int,
        _ known: Set<JSONValue>,
        depth: Int
    ) -> JSONValue? {
        let schemas = shape.schemas(ofElement: index)
        for _ in 0..<(shape.hasUniqueItems ? 24 : 1) {
            let value = schemas.isEmpty ? plain(index) : value(schemas, depth: depth + 1)
            guard let value else { return nil }
            if !known.contains(value) { return value }
        }
        return nil
    }

    private func plain(_ index: Int) -> JSONValue { .string("item\(index + 1)") }

    /// The elements with as many as `contains` asks for, which take the last places.
    private mutating func contained(_ elements: [JSONValue], _ shape: SchemaShape, depth: Int) -> JSONValue? {
        var elements = elements
        for (schema, least) in shape.contains {
            guard takeRoom(least) else { return nil }
            var missing = least - elements.count { schema.isValid($0, settings.direction) }
            var position = elements.count - 1
            while missing > 0 {
                let isFull = elements.count >= shape.maxItems
                let index = isFull ? position : elements.count
                if index < 0 { return nil }
                guard let value = value(shape.schemas(ofElement: index) + [schema], depth: depth + 1) else {
                    return nil
                }
                if shape.hasUniqueItems, elements.contains(value) {
                    position -= 1
                    missing -= position < -8 ? missing : 0
                    continue
                }
                if isFull {
                    elements[index] = value
                    position -= 1
                } else {
                    elements.append(value)
                }
                missing -= 1
            }
        }
        return .array(elements)
    }
}

extension JSONValue {
    /// How much of a document it is: its values, and the characters of its texts.
    fileprivate var size: Int {
        switch self {
        case .null, .bool, .number: 1
        case .string(let text): 1 + text.utf8.count
        case .array(let elements): elements.reduce(1) { $0 + $1.size }
        case .object(let object): object.members.reduce(1) { $0 + $1.name.utf8.count + $1.value.size }
        }
    }
}
