import JSON

extension ValueBuilder {
    mutating func object(_ shape: SchemaShape, depth: Int) -> JSONValue? {
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
