extension Metaschemas {
    /// What the vocabulary of JSON Schema Validation, section 6, has in common.
    static let validationDefinitions = #"""
        {
          "nonNegativeInteger": {"type": "integer", "minimum": 0},
          "nonNegativeIntegerDefault0": {"$ref": "#/$defs/nonNegativeInteger", "default": 0},
          "simpleTypes": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
          "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "default": []}
        }
        """#

    /// The keywords of JSON Schema Validation, section 6.
    static let validationProperties = #"""
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
