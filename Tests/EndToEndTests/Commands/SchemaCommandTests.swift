import Foundation
import JSON
import JSONSchema
import Testing

/// The schemas that the program prints, and what they tell an editor's user.
@Suite struct SchemaCommandTests {
    static let files = [
        "suite": "scenarios/muster.schema.json", "mock": "scenarios/muster-mock.schema.json",
        "include": "scenarios/muster-include.schema.json", "waivers": "scenarios/muster-waivers.schema.json",
        "declarations": "scenarios/muster-declarations.schema.json", "results": "docs/results.schema.json",
    ]

    /// When this fails after a change of a schema: touch Sources/CSchemas/schemas.c, and build again.
    @Test(arguments: files.keys.sorted())
    func theProgramHasTheFileAsItIs(_ name: String) async throws {
        let outcome = try await Program.run(["schema", name])
        let file = try String(contentsOfFile: Project.path(try #require(Self.files[name])), encoding: .utf8)
        #expect(outcome.code == 0 && outcome.output == file, "touch Sources/CSchemas/schemas.c, and build again")
    }

    @Test func allOfThemAreListedAndWritten() async throws {
        let listed = try await Program.run(["schema"])
        #expect(listed.code == 0)
        #expect(
            listed.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }.sorted()
                == Self.files.keys.sorted()
        )
        let folder = try TemporaryFolder()
        let written = try await Program.run(["schema", "--all", "schemas"], in: folder.path)
        #expect(written.code == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/schemas").sorted()
        #expect(names == Self.files.values.map { String($0.split(separator: "/")[1]) }.sorted())
    }

    @Test func anUnknownNameIsAnswered() async throws {
        let outcome = try await Program.run(["schema", "suit"])
        #expect(outcome.code == 2)
        #expect(outcome.errors == "error: there is no schema 'suit'\nhelp: did you mean 'suite'?\nnothing was sent\n")
    }

    /// A schema, and everything that a person who writes such a file reads about its keys.
    private struct Document {
        var name: String
        var root: JSONValue
        var others: [String: JSONValue]

        /// Every key that may be written, with the schema of its value and where that stands.
        func keys() -> [(pointer: JSONPointer, schema: JSONValue)] {
            var found: [(JSONPointer, JSONValue)] = []
            collect(root, JSONPointer(), &found)
            return found
        }

        /// What is forbidden or asked about is no key that anybody writes.
        private static let conditions = [
            "not", "if", "then", "else", "const", "enum", "examples", "required", "default",
        ]

        private func collect(_ value: JSONValue, _ place: JSONPointer, _ found: inout [(JSONPointer, JSONValue)]) {
            switch value {
            case .object(let object):
                for member in object where !Self.conditions.contains(member.name) {
                    let inner = place.appending(member.name)
                    guard member.name == "properties", let keys = member.value.object else {
                        collect(member.value, inner, &found)
                        continue
                    }
                    for key in keys where key.name != "//" {
                        let isKey = key.value != false && key.value != ["type": "null"]
                        if isKey { found.append((inner.appending(key.name), key.value)) }
                        collect(key.value, inner.appending(key.name), &found)
                    }
                }
            case .array(let elements):
                for (index, element) in elements.enumerated() { collect(element, place.appending(index), &found) }
            case .null, .bool, .number, .string: break
            }
        }

        /// A schema and those that it refers to.
        func chain(_ schema: JSONValue) -> [JSONValue] {
            var (chain, document) = ([schema], root)
            while let reference = chain.last?["$ref"]?.string, chain.count < 10 {
                let parts = reference.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
                if !parts[0].isEmpty { document = others[parts[0]] ?? .null }
                guard let next = JSONPointer(parts[1])?.value(in: document) else { break }
                chain.append(next)
            }
            return chain
        }

        func isDescribed(_ schema: JSONValue) -> Bool { chain(schema).contains { $0["description"] != nil } }

        /// Values that are listed are examples; a value with keys has one of its own, or of what it refers to.
        func hasExample(_ schema: JSONValue) -> Bool {
            chain(schema).contains { part in
                part["examples"]?.array?.isEmpty == false || part["const"] != nil || part["enum"] != nil
                    || part["type"] == "boolean"
            }
        }

        /// Every schema that has examples, a definition's too, and where it stands.
        func illustrated() -> [(pointer: JSONPointer, examples: JSONValue)] {
            var found: [(JSONPointer, JSONValue)] = []
            illustrated(root, JSONPointer(), &found)
            return found
        }

        private func illustrated(
            _ schema: JSONValue,
            _ place: JSONPointer,
            _ found: inout [(JSONPointer, JSONValue)]
        ) {
            switch schema {
            case .object(let object):
                if let examples = object["examples"], examples.array != nil { found.append((place, examples)) }
                for member in object where !Self.conditions.contains(member.name) {
                    let inner = place.appending(member.name)
                    guard ["properties", "patternProperties", "$defs"].contains(member.name),
                        let named = member.value.object
                    else {
                        illustrated(member.value, inner, &found)
                        continue
                    }
                    // Here a name is nobody's keyword.
                    for one in named { illustrated(one.value, inner.appending(one.name), &found) }
                }
            case .array(let elements):
                for (index, element) in elements.enumerated() {
                    illustrated(element, place.appending(index), &found)
                }
            case .null, .bool, .number, .string: break
            }
        }
    }

    private static func document(_ name: String) throws -> Document {
        var others: [String: JSONValue] = [:]
        for path in files.values {
            let bytes = Array(try Data(contentsOf: URL(filePath: Project.path(path))))
            others[String(path.split(separator: "/")[1])] = try JSONParser.parse(bytes)
        }
        let file = String(files[name, default: ""].split(separator: "/")[1])
        return Document(name: file, root: others[file] ?? .null, others: others)
    }

    @Test(arguments: files.keys.sorted())
    func everyKeyHasADescriptionAndAnExample(_ name: String) throws {
        let document = try Self.document(name)
        let keys = document.keys()
        #expect(keys.count >= 3)
        let undescribed = keys.filter { !document.isDescribed($0.schema) }.map(\.pointer.description)
        #expect(undescribed == [])
        let without = keys.filter { !document.hasExample($0.schema) }.map(\.pointer.description)
        #expect(without == [])
    }

    @Test(arguments: files.keys.sorted())
    func everyExampleIsOne(_ name: String) throws {
        let document = try Self.document(name)
        var resources = SchemaResources()
        for (file, value) in document.others { resources.add(value, at: "file:///\(file)") }
        // All of them at once: a schema as large as this one takes a while to compile.
        var (properties, instance) = (JSONObject(), JSONObject())
        for (pointer, examples) in document.illustrated() {
            let reference: JSONValue = ["$ref": .string("file:///\(document.name)#\(Self.fragment(pointer))")]
            properties[pointer.description] = ["items": reference]
            instance[pointer.description] = examples
        }
        let whole: JSONValue = ["properties": .object(properties)]
        let schema = try JSONSchema(whole, baseURI: "file:///test.json", resources: resources)
        #expect(schema.validate(.object(instance)).map(\.description) == [])
        #expect(!instance.isEmpty)
    }

    private static func fragment(_ pointer: JSONPointer) -> String {
        pointer.description.addingPercentEncoding(withAllowedCharacters: .urlFragmentAllowed) ?? ""
    }
}
