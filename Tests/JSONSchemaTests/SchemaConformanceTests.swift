import JSON
import JSONSchema
import Testing

/// The public test suite of JSON Schema 2020-12, every example of it.
@Suite(
    "JSON Schema: test suite of draft 2020-12",
    .enabled(if: SchemaSuite.folder != nil, "the public suites are not beside the checkout")
)
struct SchemaConformanceTests {
    /// Examples that don't come out as the suite says, each with the reason.
    private static let departures: [String: String] = [:]

    @Test("The mandatory examples")
    func mandatory() throws {
        let total = try run("", assertFormats: false)
        #expect(total >= 966)
    }

    @Test("The optional examples")
    func optional() throws {
        let total = try run("optional", assertFormats: false)
        #expect(total >= 100)
    }

    @Test("The formats, asserted")
    func formats() throws {
        let total = try run("optional/format", assertFormats: true)
        #expect(total >= 300)
    }

    private func run(_ folder: String, assertFormats: Bool) throws -> Int {
        let resources = try SchemaSuite.resources()
        let examples = try SchemaSuite.examples(in: folder)
        var passed = 0
        for example in examples {
            let complaint = complaint(about: example, resources, assertFormats: assertFormats)
            if complaint == nil { passed += 1 }
            if let reason = Self.departures[example.title] {
                #expect(complaint != nil, "\(example.title) passes and should leave the list (\(reason))")
            } else {
                #expect(complaint == nil, "\(example.title)")
            }
        }
        print("JSON Schema 2020-12, \(folder.isEmpty ? "mandatory" : folder): \(passed) of \(examples.count) passed")
        return examples.count
    }

    /// What is wrong with the way an example comes out; nil when all is as the suite demands.
    private func complaint(
        about example: SchemaSuite.Example,
        _ resources: SchemaResources,
        assertFormats: Bool
    ) -> String? {
        let schema: JSONSchema
        do {
            schema = try JSONSchema(example.schema, resources: resources, assertFormats: assertFormats)
        } catch {
            return "the schema was refused: \(error)"
        }
        if schema.isValid(example.value) != example.isValid { return "should be \(example.isValid)" }
        let violations = schema.validate(example.value)
        if violations.isEmpty != example.isValid { return "the violations differ from the verdict: \(violations)" }
        let detailed = schema.detailed(example.value)
        if detailed["valid"] != .bool(example.isValid) { return "the detailed output differs from the verdict" }
        return nil
    }
}
