import Contracts
import JSON
import Scenarios

/// Values that the suite or its user gives, as scenarios write them: by the name of a parameter, a field or a schema,
/// or by that of an operation, a dot and one of these.
struct ReferenceValues: Sendable {
    private let values: [String: JSONValue]

    init(_ values: [String: JSONValue] = [:]) { self.values = values }

    /// Their names, for complaints about those that nothing is called.
    var names: [String] { values.keys.sorted() }

    /// What is given for a parameter or field that has this schema; nil where that is nothing, or nothing that it
    /// accepts.
    func value(
        of name: String,
        _ schema: ContractSchema?,
        in operation: Operation,
        _ resolution: OperationBase.Resolution
    ) -> CaseValue? {
        guard !values.isEmpty else { return nil }
        for key in Self.keys(name, schema, operation) {
            guard let written = values[key] else { continue }
            let value = CaseValue(sent: resolution.resolve(written), written: written)
            // A text may stand for the number or truth value that the schema asks for.
            let read = value.sent.string.map { PlainText.value($0, ExpectedTypes.of(schema)) } ?? value.sent
            let isKnown = !written.texted.contains("${")
            if isKnown, let schema, !schema.isValid(value.sent, .request), !schema.isValid(read, .request) { continue }
            return value
        }
        return nil
    }

    private static func keys(_ name: String, _ schema: ContractSchema?, _ operation: Operation) -> [String] {
        var names = [name]
        if let reference = schema?.value["$ref"]?.string, let last = reference.split(separator: "/").last {
            names.append(String(last))
        }
        return ([operation.id, operation.name].compactMap(\.self)).flatMap { owner in names.map { "\(owner).\($0)" } }
            + names
    }

    /// Puts what is given into the fields of a JSON body, as far as it stays valid.
    func fill(
        _ draft: inout GeneratedRequest,
        _ content: MediaContent,
        _ operation: Operation,
        _ resolution: OperationBase.Resolution
    ) {
        guard !values.isEmpty, case .json(let body) = draft.body else { return }
        draft.body = .json(filled(body, content.schema, operation, resolution))
    }

    private func filled(
        _ written: JSONValue,
        _ schema: ContractSchema?,
        _ operation: Operation,
        _ resolution: OperationBase.Resolution
    ) -> JSONValue {
        switch written {
        case .object(var object):
            for member in object {
                let part = ExpectedTypes.member(member.name, of: schema)
                if let given = value(of: member.name, part, in: operation, resolution) {
                    object[member.name] = given.written
                } else {
                    object[member.name] = filled(member.value, part, operation, resolution)
                }
            }
            return .object(object)
        case .array(let elements):
            let part = ExpectedTypes.elements(of: schema)
            return .array(elements.map { filled($0, part, operation, resolution) })
        case .null, .bool, .number, .string: return written
        }
    }
}

extension Contract {
    /// Whether a parameter, a field or a schema anywhere has this name; behind that of an operation and a dot, one of
    /// that operation.
    func hasName(_ name: String) -> Bool {
        // The name of an operation may hold dots, and so may that of a field.
        if operations.contains(where: { own($0, name).contains { operation, rest in operation.hasName(rest) } }) {
            return true
        }
        return operations.contains { $0.hasName(name) }
            || schemas.contains { $0.name == name || $0.schema.members("properties").contains { $0.name == name } }
    }

    /// The names that `name` may have been meant to be: those of the operation that it begins with, else those of all.
    func names(near name: String) -> [String] {
        for operation in operations {
            for (operation, rest) in own(operation, name) {
                let owner = name.dropLast(rest.count)
                return operation.names.map { owner + $0 }
            }
        }
        return operations.flatMap(\.names) + schemas.flatMap { [$0.name] + $0.schema.members("properties").map(\.name) }
    }

    /// What follows the operation's ID or name in `name`.
    private func own(_ operation: Operation, _ name: String) -> [(operation: Operation, rest: String)] {
        [operation.id, operation.name].compactMap(\.self).filter { name.hasPrefix("\($0).") }
            .map { (operation, String(name.dropFirst($0.count + 1))) }
    }
}

extension Operation {
    /// The names of its parameters, of the fields of its content at every depth, and of the schemas of both.
    fileprivate var names: [String] {
        var found = SchemaNames()
        for parameter in parameters {
            found.names.append(parameter.name)
            found.add(parameter.valueSchema)
        }
        for content in requestBody?.content ?? [] { found.add(content.schema) }
        return found.names
    }

    /// The names of header fields have no case.
    fileprivate func hasName(_ name: String) -> Bool {
        parameters.contains { $0.isCalled(name) } || names.contains(name)
    }
}

/// The names in schemas: of their members at every depth, and of what they refer to.
private struct SchemaNames {
    var names: [String] = []
    private var seen: Set<ContractSchema> = []

    mutating func add(_ schema: ContractSchema?) {
        guard let schema, seen.insert(schema).inserted else { return }
        if let reference = schema.value["$ref"]?.string, let last = reference.split(separator: "/").last {
            names.append(String(last))
        }
        if let target = schema.referenced { add(target) }
        for keyword in ["properties", "patternProperties", "dependentSchemas"] {
            for member in schema.members(keyword) {
                if keyword == "properties" { names.append(member.name) }
                add(member.schema)
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] { for part in schema.parts(keyword) { add(part) } }
        for keyword in ["items", "additionalProperties", "if", "then", "else", "contains", "unevaluatedProperties"] {
            add(schema.part(keyword))
        }
    }
}
