import JSON
import URI

/// The metaschemas of the dialects that are built in, so that references to them lead somewhere.
///
/// They say what the standard's own do, in as few words: titles, comments and defaults are left out.
enum Metaschemas {
    /// The metaschema with this URI; nil when there is none.
    static func document(at uri: String) -> JSONValue? { documents[uri] }

    private static let documents: [String: JSONValue] = {
        var documents: [String: JSONValue] = [:]
        for text in [draft2020] + draft2020Vocabularies + [draft7] {
            // A text that didn't parse would show as a reference that leads nowhere, and the tests follow them all.
            guard let document = try? JSONParser.parse(text), let id = document["$id"]?.string else { continue }
            documents[URIReference(id).withoutFragment.description] = document
        }
        return documents
    }()

    /// The URIs of all of them.
    static var uris: [String] { documents.keys.sorted() }
}

extension Metaschemas {
    /// The metaschema of draft 2020-12 (JSON Schema Core, section 8, and JSON Schema Validation, section 5).
    private static let draft2020 = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://json-schema.org/draft/2020-12/schema",
          "$vocabulary": {
            "https://json-schema.org/draft/2020-12/vocab/core": true,
            "https://json-schema.org/draft/2020-12/vocab/applicator": true,
            "https://json-schema.org/draft/2020-12/vocab/unevaluated": true,
            "https://json-schema.org/draft/2020-12/vocab/validation": true,
            "https://json-schema.org/draft/2020-12/vocab/meta-data": true,
            "https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
            "https://json-schema.org/draft/2020-12/vocab/content": true
          },
          "$dynamicAnchor": "meta",
          "allOf": [
            {"$ref": "meta/core"},
            {"$ref": "meta/applicator"},
            {"$ref": "meta/unevaluated"},
            {"$ref": "meta/validation"},
            {"$ref": "meta/meta-data"},
            {"$ref": "meta/format-annotation"},
            {"$ref": "meta/content"}
          ],
          "type": ["object", "boolean"],
          "properties": {
            "definitions": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
            "dependencies": {
              "type": "object",
              "additionalProperties": {"anyOf": [{"$dynamicRef": "#meta"}, {"$ref": "meta/validation#/$defs/stringArray"}]}
            },
            "$recursiveAnchor": {"$ref": "meta/core#/$defs/anchorString"},
            "$recursiveRef": {"$ref": "meta/core#/$defs/uriReferenceString"}
          }
        }
        """#

    /// The metaschemas of its vocabularies.
    private static let draft2020Vocabularies = [
        vocabulary(
            "core",
            definitions: #"""
                {
                  "anchorString": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
                  "uriString": {"type": "string", "format": "uri"},
                  "uriReferenceString": {"type": "string", "format": "uri-reference"}
                }
                """#,
            properties: #"""
                {
                  "$id": {"$ref": "#/$defs/uriReferenceString", "pattern": "^[^#]*#?$"},
                  "$schema": {"$ref": "#/$defs/uriString"},
                  "$ref": {"$ref": "#/$defs/uriReferenceString"},
                  "$anchor": {"$ref": "#/$defs/anchorString"},
                  "$dynamicRef": {"$ref": "#/$defs/uriReferenceString"},
                  "$dynamicAnchor": {"$ref": "#/$defs/anchorString"},
                  "$vocabulary": {
                    "type": "object",
                    "propertyNames": {"$ref": "#/$defs/uriString"},
                    "additionalProperties": {"type": "boolean"}
                  },
                  "$comment": {"type": "string"},
                  "$defs": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}
                }
                """#
        ),
        vocabulary(
            "applicator",
            definitions: #"""
                {"schemaArray": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}}}
                """#,
            properties: #"""
                {
                  "prefixItems": {"$ref": "#/$defs/schemaArray"},
                  "items": {"$dynamicRef": "#meta"},
                  "contains": {"$dynamicRef": "#meta"},
                  "additionalProperties": {"$dynamicRef": "#meta"},
                  "properties": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
                  "patternProperties": {
                    "type": "object",
                    "additionalProperties": {"$dynamicRef": "#meta"},
                    "propertyNames": {"format": "regex"}
                  },
                  "dependentSchemas": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
                  "propertyNames": {"$dynamicRef": "#meta"},
                  "if": {"$dynamicRef": "#meta"},
                  "then": {"$dynamicRef": "#meta"},
                  "else": {"$dynamicRef": "#meta"},
                  "allOf": {"$ref": "#/$defs/schemaArray"},
                  "anyOf": {"$ref": "#/$defs/schemaArray"},
                  "oneOf": {"$ref": "#/$defs/schemaArray"},
                  "not": {"$dynamicRef": "#meta"}
                }
                """#
        ),
        vocabulary(
            "unevaluated",
            properties: #"""
                {
                  "unevaluatedItems": {"$dynamicRef": "#meta"},
                  "unevaluatedProperties": {"$dynamicRef": "#meta"}
                }
                """#
        ),
        vocabulary("validation", definitions: validationDefinitions, properties: validationProperties),
        vocabulary(
            "meta-data",
            properties: #"""
                {
                  "title": {"type": "string"},
                  "description": {"type": "string"},
                  "default": true,
                  "deprecated": {"type": "boolean"},
                  "readOnly": {"type": "boolean"},
                  "writeOnly": {"type": "boolean"},
                  "examples": {"type": "array"}
                }
                """#
        ),
        vocabulary("format-annotation", properties: #"{"format": {"type": "string"}}"#),
        vocabulary("format-assertion", properties: #"{"format": {"type": "string"}}"#),
        vocabulary(
            "content",
            properties: #"""
                {
                  "contentEncoding": {"type": "string"},
                  "contentMediaType": {"type": "string"},
                  "contentSchema": {"$dynamicRef": "#meta"}
                }
                """#
        ),
    ]

    private static func vocabulary(_ name: String, definitions: String = "{}", properties: String) -> String {
        #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://json-schema.org/draft/2020-12/meta/\#(name)",
          "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/\#(name)": true},
          "$dynamicAnchor": "meta",
          "type": ["object", "boolean"],
          "properties": \#(properties),
          "$defs": \#(definitions)
        }
        """#
    }
}

extension Metaschemas {
    /// What the vocabulary of JSON Schema Validation, section 6, has in common.
    private static let validationDefinitions = #"""
        {
          "nonNegativeInteger": {"type": "integer", "minimum": 0},
          "nonNegativeIntegerDefault0": {"$ref": "#/$defs/nonNegativeInteger", "default": 0},
          "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
          "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "default": []}
        }
        """#

    /// The keywords of JSON Schema Validation, section 6.
    private static let validationProperties = #"""
        {
          "type": {
            "anyOf": [
              {"$ref": "#/$defs/simpleTypes"},
              {"type": "array", "items": {"$ref": "#/$defs/simpleTypes"}, "minItems": 1, "uniqueItems": true}
            ]
          },
          "const": true,
          "enum": {"type": "array", "items": true},
          "multipleOf": {"type": "number", "exclusiveMinimum": 0},
          "maximum": {"type": "number"},
          "exclusiveMaximum": {"type": "number"},
          "minimum": {"type": "number"},
          "exclusiveMinimum": {"type": "number"},
          "maxLength": {"$ref": "#/$defs/nonNegativeInteger"},
          "minLength": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
          "pattern": {"type": "string", "format": "regex"},
          "maxItems": {"$ref": "#/$defs/nonNegativeInteger"},
          "minItems": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
          "uniqueItems": {"type": "boolean"},
          "maxContains": {"$ref": "#/$defs/nonNegativeInteger"},
          "minContains": {"$ref": "#/$defs/nonNegativeInteger"},
          "maxProperties": {"$ref": "#/$defs/nonNegativeInteger"},
          "minProperties": {"$ref": "#/$defs/nonNegativeIntegerDefault0"},
          "required": {"$ref": "#/$defs/stringArray"},
          "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/stringArray"}}
        }
        """#
}

extension Metaschemas {
    /// The metaschema of draft 7.
    static let draft7 = #"""
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "$id": "http://json-schema.org/draft-07/schema#",
          "type": ["object", "boolean"],
          "definitions": {
            "schemaArray": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
            "schemaMap": {"type": "object", "additionalProperties": {"$ref": "#"}},
            "nonNegativeInteger": {"type": "integer", "minimum": 0},
            "nonNegativeIntegerDefault0": {"allOf": [{"$ref": "#/definitions/nonNegativeInteger"}, {"default": 0}]},
            "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
            "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "default": []}
          },
          "properties": {
            "$id": {"type": "string", "format": "uri-reference"},
            "$schema": {"type": "string", "format": "uri"},
            "$ref": {"type": "string", "format": "uri-reference"},
            "$comment": {"type": "string"},
            "title": {"type": "string"},
            "description": {"type": "string"},
            "default": true,
            "readOnly": {"type": "boolean"},
            "writeOnly": {"type": "boolean"},
            "examples": {"type": "array", "items": true},
            "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "maximum": {"type": "number"},
            "exclusiveMaximum": {"type": "number"},
            "minimum": {"type": "number"},
            "exclusiveMinimum": {"type": "number"},
            "maxLength": {"$ref": "#/definitions/nonNegativeInteger"},
            "minLength": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
            "pattern": {"type": "string", "format": "regex"},
            "additionalItems": {"$ref": "#"},
            "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemaArray"}], "default": true},
            "maxItems": {"$ref": "#/definitions/nonNegativeInteger"},
            "minItems": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
            "uniqueItems": {"type": "boolean"},
            "contains": {"$ref": "#"},
            "maxProperties": {"$ref": "#/definitions/nonNegativeInteger"},
            "minProperties": {"$ref": "#/definitions/nonNegativeIntegerDefault0"},
            "required": {"$ref": "#/definitions/stringArray"},
            "additionalProperties": {"$ref": "#"},
            "definitions": {"$ref": "#/definitions/schemaMap"},
            "properties": {"$ref": "#/definitions/schemaMap"},
            "patternProperties": {
              "type": "object",
              "additionalProperties": {"$ref": "#"},
              "propertyNames": {"format": "regex"}
            },
            "dependencies": {
              "type": "object",
              "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/stringArray"}]}
            },
            "propertyNames": {"$ref": "#"},
            "const": true,
            "enum": {"type": "array", "items": true},
            "type": {
              "anyOf": [
                {"$ref": "#/definitions/simpleTypes"},
                {"type": "array", "items": {"$ref": "#/definitions/simpleTypes"}, "minItems": 1, "uniqueItems": true}
              ]
            },
            "format": {"type": "string"},
            "contentMediaType": {"type": "string"},
            "contentEncoding": {"type": "string"},
            "if": {"$ref": "#"},
            "then": {"$ref": "#"},
            "else": {"$ref": "#"},
            "allOf": {"$ref": "#/definitions/schemaArray"},
            "anyOf": {"$ref": "#/definitions/schemaArray"},
            "oneOf": {"$ref": "#/definitions/schemaArray"},
            "not": {"$ref": "#"}
          }
        }
        """#
}
