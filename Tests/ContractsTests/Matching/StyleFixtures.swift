/// Parameters of every location and style, in OpenAPI 3.1.
enum StyleFixtures {
    static let yaml = """
        openapi: 3.1.0
        info: {title: Styles, version: "1"}
        servers: [{url: "/api/"}]
        components:
          schemas:
            Names: {type: array, items: {type: string}}
            Color: {type: object, additionalProperties: {type: integer}, properties: {R: {type: integer}, G: {type: integer}}}
        paths:
          /matrix{id}/x{rest}:
            get:
              parameters:
                - {name: id, in: path, required: true, style: matrix, schema: {$ref: "#/components/schemas/Names"}}
                - {name: rest, in: path, required: true, style: matrix, explode: true, schema: {$ref: "#/components/schemas/Color"}}
              responses: {"200": {description: ok}}
          /label/{id}:
            get:
              parameters:
                - {name: id, in: path, required: true, style: label, explode: true, schema: {$ref: "#/components/schemas/Color"}}
              responses: {"200": {description: ok}}
          /files/{name}.{ending}:
            get:
              parameters:
                - {name: name, in: path, required: true, schema: {type: string}}
                - {name: ending, in: path, required: true, schema: {enum: [csv, json]}}
              responses: {"200": {description: ok}}
          /files/report.pdf:
            get: {responses: {"200": {description: ok}}}
          /files/{any}:
            parameters: [{name: any, in: path, required: true, schema: {type: string}}]
            get: {responses: {"200": {description: ok}}}
            put: {responses: {"200": {description: ok}}}
          /query:
            get:
              parameters:
                - {name: form, in: query, explode: false, schema: {$ref: "#/components/schemas/Names"}}
                - {name: many, in: query, schema: {$ref: "#/components/schemas/Names"}}
                - {name: open, in: query, schema: {$ref: "#/components/schemas/Color"}}
                - {name: space, in: query, style: spaceDelimited, explode: false, schema: {$ref: "#/components/schemas/Names"}}
                - {name: pipe, in: query, style: pipeDelimited, explode: false, schema: {$ref: "#/components/schemas/Names"}}
                - {name: deep, in: query, style: deepObject, schema: {$ref: "#/components/schemas/Color"}}
                - {name: json, in: query, content: {application/json: {schema: {type: object}}}}
                - {name: X-List, in: header, schema: {$ref: "#/components/schemas/Names"}}
                - {name: X-Color, in: header, explode: true, schema: {$ref: "#/components/schemas/Color"}}
                - {name: session, in: cookie, schema: {type: integer}}
              responses: {"200": {description: ok}}
        """
}
