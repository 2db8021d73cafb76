import JSON
import Measurement

extension ValueBuilder {
    package mutating func array(_ shape: SchemaShape, depth: Int) -> JSONValue? {
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

extension ValueBuilder {
    package mutating func object(_ shape: SchemaShape, depth: Int) -> JSONValue? {
        var object = JSONObject()
        let required = requiredNames(shape)
        for name in required {
            guard let value = member(name, shape, depth: depth) else { return nil }
            object[name] = value
        }
        for name in optionalNames(shape, required, depth: depth) where object.count < shape.maxProperties {
            guard !isFrugal(depth), wants(), let value = member(name, shape, depth: depth) else { continue }
            let added = dependents(of: [name], shape).filter { object[$0] == nil && $0 != name }
            if object.count + 1 + added.count > shape.maxProperties { continue }
            object[name] = value
            for other in added { object[other] = member(other, shape, depth: depth) }
        }
        guard takeRoom(min(shape.minProperties, shape.maxProperties)) else { return nil }
        fill(&object, shape, depth: depth)
        return object.count >= shape.minProperties ? .object(inDocumentOrder(object, shape)) : nil
    }

    /// The required members and those that come with them; members of the other direction aren't required.
    private func requiredNames(_ shape: SchemaShape) -> [String] {
        dependents(of: shape.required, shape).filter { !isOfOtherDirection($0, shape) }
    }

    private func dependents(of names: [String], _ shape: SchemaShape) -> [String] {
        var all = names
        var position = 0
        while position < all.count {
            for dependency in shape.dependencies where dependency.name == all[position] {
                all += dependency.required.filter { !all.contains($0) }
            }
            position += 1
        }
        return all
    }

    private func optionalNames(_ shape: SchemaShape, _ required: [String], depth: Int) -> [String] {
        if isFrugal(depth) { return [] }
        var names: [String] = []
        for property in shape.members.flatMap(\.properties) {
            if required.contains(property.name) || names.contains(property.name) { continue }
            if isOfOtherDirection(property.name, shape) { continue }
            names.append(property.name)
        }
        return names
    }

    private mutating func wants() -> Bool {
        switch settings.optionalMembers {
        case .all: attempt < 12 || Bool.random(using: &generator)
        case .none: false
        case .some: Bool.random(using: &generator)
        }
    }

    private func isOfOtherDirection(_ name: String, _ shape: SchemaShape) -> Bool {
        guard let direction = settings.direction else { return false }
        let keyword = direction == .request ? "readOnly" : "writeOnly"
        return shape.schemas(of: name).schemas.contains { schema in
            schema.value[keyword] == true || schema.resolved.value[keyword] == true
        }
    }

    private mutating func member(_ name: String, _ shape: SchemaShape, depth: Int) -> JSONValue? {
        value(shape.schemas(of: name).schemas, depth: depth + 1)
    }

    /// Adds members of other names, where they are needed, or where the object is a map of free names.
    private mutating func fill(_ object: inout JSONObject, _ shape: SchemaShape, depth: Int) {
        let namesAreFree = shape.members.allSatisfy(\.properties.isEmpty)
        let isMap =
            namesAreFree && shape.members.contains { !$0.patterns.isEmpty || $0.additional?.value.kind == .object }
        var wanted = shape.minProperties
        if isMap, !isFrugal(depth), settings.optionalMembers != .none { wanted = max(wanted, 1) }
        wanted = min(wanted, shape.maxProperties)
        var tries = 0
        while object.count < wanted, tries < 8 * wanted + 8, !isTooLarge {
            tries += 1
            guard let name = freeName(tries, shape), object[name] == nil else { continue }
            if isOfOtherDirection(name, shape) { continue }
            if let value = member(name, shape, depth: depth) { object[name] = value }
        }
    }

    private mutating func freeName(_ number: Int, _ shape: SchemaShape) -> String? {
        let declared = shape.members.flatMap(\.properties).map(\.name)
        if number <= declared.count, shape.minProperties > 0 { return declared[number - 1] }
        if !shape.propertyNames.isEmpty { return value(shape.propertyNames, depth: 1)?.string }
        let patterns = shape.members.flatMap(\.patterns).map(\.expression)
        if let pattern = patterns.randomElement(using: &generator) { return sample(pattern, lengths: 0...64) }
        return "key\(number)"
    }

    /// Members in the order in which the document declares them.
    private func inDocumentOrder(_ object: JSONObject, _ shape: SchemaShape) -> JSONObject {
        var ordered = JSONObject()
        for property in shape.members.flatMap(\.properties) {
            if let value = object[property.name] { ordered[property.name] = value }
        }
        for member in object where ordered[member.name] == nil { ordered[member.name] = member.value }
        return ordered
    }
}
