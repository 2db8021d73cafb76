import Contracts
import JSON
import Scenarios

/// Values that the suite or its user gives, as scenarios write them: by the name of a parameter, a field or a schema, or by that of
/// an operation, a dot and one of these.
struct ReferenceValues: Sendable {
    private let values: [String: JSONValue]

    init(_ values: [String: JSONValue] = [:]) { self.values = values }

    /// Their names, for complaints about those that nothing is called.
    var names: [String] { values.keys.sorted() }

    /// What is given for a parameter or field that has this schema; nil where that is nothing, or nothing that it accepts.
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
    /// Whether a parameter, a field or a schema anywhere has this name, without or behind that of an operation.
    func hasName(_ name: String) -> Bool {
        for operation in operations {
            for owner in [operation.id, operation.name].compactMap(\.self) where name.hasPrefix("\(owner).") {
                return true
            }
            if operation.parameters.contains(where: { $0.isCalled(name) }) { return true }
        }
        return schemas.contains { $0.name == name || $0.schema.members("properties").contains { $0.name == name } }
            || operations.contains { operation in
                (operation.requestBody?.content ?? []).contains { content in
                    content.schema.map { SchemaShape.first(of: $0).schemas(of: name).isNamed } ?? false
                }
            }
    }
}
