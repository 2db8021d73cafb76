package import Contracts
package import JSON

/// IDs that a server's own lists give. What they name is there, so that cases tell more than with IDs that were made
/// up.
///
/// A list is a GET of `/things` where the contract has `/things/{id}`; the first element of its answer gives the ID.
/// What would be deleted is never named: a DELETE keeps its made-up ID.
package struct ListedIdentities {
    private let contract: Contract
    /// What is known, by the name of an operation, a dot and that of its parameter.
    package private(set) var values: JSONObject
    /// How many lists gave an ID.
    package private(set) var lists = 0
    private var asked: Set<String> = []

    /// What is to be found for `contract`, of which this much is `known`.
    package init(_ contract: Contract, known: JSONObject) {
        self.contract = contract
        values = known
    }

    /// The lists that can be asked for now: all IDs of their own paths are known. None is given twice.
    package mutating func next() -> [Operation] {
        let lists = contract.operations.filter { operation in
            guard operation.method == "GET", !asked.contains(operation.name), !below(operation).isEmpty else {
                return false
            }
            return operation.template.names.allSatisfy { isKnown($0, of: operation) }
        }
        asked.formUnion(lists.map(\.name))
        return lists
    }

    /// Takes the answer of a list.
    package mutating func take(_ answer: JSONValue, of list: Operation) {
        guard let element = Self.elements(of: answer).first else { return }
        var isFound = false
        for (operation, name) in below(list) where !isKnown(name, of: operation) {
            guard let value = Self.identity(in: element, name, operation.parameter(name, in: .path)) else { continue }
            values["\(operation.name).\(name)"] = value
            // What stands before it in the path leads to the same list.
            for (own, other) in zip(list.template.names, operation.template.names) {
                if let known = values["\(list.name).\(own)"] { values["\(operation.name).\(other)"] = known }
            }
            isFound = true
        }
        if isFound { lists += 1 }
    }

    private func isKnown(_ name: String, of operation: Operation) -> Bool {
        let owners = [operation.name, operation.id].compactMap(\.self).map { "\($0).\(name)" }
        return (owners + [name]).contains { values[$0] != nil }
    }

    /// The operations whose paths lead through an element of the list, and what they call its ID.
    private func below(_ list: Operation) -> [(operation: Operation, name: String)] {
        let length = list.template.segments.count
        let form = PathTemplate.form(of: list.template.segments)
        return contract.operations.compactMap { operation in
            let segments = operation.template.segments
            guard operation.method != "DELETE", segments.count > length, segments[length].count == 1,
                case .name(let name) = segments[length][0], PathTemplate.form(of: segments.prefix(length)) == form
            else { return nil }
            return (operation, name)
        }
    }

    /// The elements of a list: of the answer itself, or of the member that is one.
    private static func elements(of answer: JSONValue, depth: Int = 0) -> [JSONValue] {
        switch answer {
        case .array(let elements): return elements
        case .object(let object):
            for member in object {
                if let elements = member.value.array, elements.contains(where: { $0.object != nil || $0.string != nil })
                {
                    return elements
                }
            }
            // As in HAL: {"_embedded": {"things": [...]}}.
            guard depth < 2 else { return [] }
            return object.lazy.filter { $0.value.object != nil }.map { elements(of: $0.value, depth: depth + 1) }
                .first { !$0.isEmpty } ?? []
        case .null, .bool, .number, .string: return []
        }
    }

    /// The ID of an element: the element itself, or its member called as the parameter, `id` or alike.
    private static func identity(in element: JSONValue, _ name: String, _ parameter: Parameter?) -> JSONValue? {
        func fits(_ value: JSONValue) -> Bool {
            guard let text = ParameterWriter.plain(value), !text.isEmpty else { return false }
            guard let schema = parameter?.valueSchema else { return true }
            return schema.isValid(value, .request)
                || schema.isValid(PlainText.value(text, ExpectedTypes.of(schema)), .request)
        }
        guard let object = element.object else { return fits(element) ? element : nil }
        let wanted = plain(name)
        // `/shops/{shop}` may name what lists call `shop_id`.
        let likely =
            [wanted, wanted + "id"] + ["id", "uuid", "uid", "key", "slug", "name", "path"].filter { $0 != wanted }
        for candidate in likely {
            if let member = object.first(where: { plain($0.name) == candidate }), fits(member.value) {
                return member.value
            }
        }
        return nil
    }

    /// `petId`, `pet_id` and `PetID` are one name.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
