extension Metaschemas {
    /// The metaschema of draft 2020-12 (JSON Schema Core, section 8, and JSON Schema Validation, section 5).
    static let draft2020 = #"""
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
    static let draft2020Vocabularies = [
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
