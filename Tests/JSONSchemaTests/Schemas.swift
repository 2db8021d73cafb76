import JSON
import JSONSchema

/// Schemas and values as texts, for the tests of JSON Schema.
enum Schemas {
    static func compile(
        _ text: String,
        dialect: JSONSchema.Dialect = .draft2020_12,
        resources: SchemaResources = SchemaResources(),
        assertFormats: Bool = false
    ) throws -> JSONSchema {
        try JSONSchema(
            JSONParser.parse(text),
            dialect: dialect,
            resources: resources,
            assertFormats: assertFormats
        )
    }

    /// Why a schema is refused; nil when it isn't.
    static func error(_ text: String, dialect: JSONSchema.Dialect = .draft2020_12) throws -> JSONSchemaError? {
        let document = try JSONParser.parse(text)
        do throws(JSONSchemaError) {
            _ = try JSONSchema(document, dialect: dialect)
            return nil
        } catch {
            return error
        }
    }
}
