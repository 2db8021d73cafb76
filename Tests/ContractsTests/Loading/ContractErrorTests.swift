import JSON
import Scenarios
import Testing

@testable import Contracts

/// Broken documents and all that is said about them, as it is shown.
@Suite struct ContractErrorTests {
    static let start = "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\n"
    static let old = "openapi: 3.0.3\ninfo: {title: T, version: \"1\"}\n"

    static func operation(_ text: String, path: String = "/a", start: String = start) -> String {
        "\(start)paths:\n  \(path):\n    get: \(text)\n"
    }

    static func schema(_ text: String, start: String = start) -> String {
        "\(start)paths: {}\ncomponents:\n  schemas:\n    S: \(text)\n"
    }

    static let ok = "responses: {\"200\": {description: ok}}"

    static let documents: [(yaml: String, problems: [String])] = [
        ("", ["1:1 the file is empty"]),
        ("[]", ["1:1 a contract must be an object, found an array"]),
        ("a: b", ["1:1 a contract needs 'openapi' (write the version of OpenAPI: \"openapi\": \"3.1.0\")"]),
        ("swagger: '2.0'", ["1:1 a contract needs 'info'", "1:1 a contract needs 'paths'"]),
        ("openapi: 3.1", ["1:10 'openapi' must be a string, found a number (write \"3.0.3\" or \"3.1.0\", in quotes)"]),
        ("openapi: 4.0.0", ["1:10 OpenAPI '4.0.0' isn't supported (3.0.x, 3.1.x and 3.2.x are)"]),
        (
            "openapi: 3.0.0\ninfo: {title: T, version: 1.0}\npath: {}",
            [
                "3:1 unknown field 'path' in a contract (did you mean 'paths'?)",
                "2:27 'version' must be a string, found a number (put it in quotes)", "1:1 a contract needs 'paths'",
            ]
        ),
        (
            "openapi: 3.0.0\n  x: 1",
            [
                "2:4 YAML: mapping values are not allowed in this context (quote a value that contains ': ', and check the indentation)"
            ]
        ),
        (
            "openapi: 3.0.0\n\tx: 1",
            [
                "2:1 YAML: while scanning a plain scalar: found a tab character that violates indentation (indent by spaces, not tabs)"
            ]
        ),
        (
            "a: 1\nb: 2\na: 3",
            [
                "3:1 'a' is there twice (keep one of them)",
                "1:1 a contract needs 'openapi' (write the version of OpenAPI: \"openapi\": \"3.1.0\")",
            ]
        ),
        ("a: *b", ["1:4 YAML: found undefined alias"]),
        (
            "a: .inf\n<<: {b: 1}\n? [c]\n: d\ne: !!set {f}\ng: !x h",
            [
                "1:4 .inf can't be written in JSON (quote it if a string is meant)",
                "2:1 merge keys (`<<`) aren't part of YAML 1.2 (write the members out, or use `allOf`)",
                "3:3 a name must be a string, found a collection",
                "6:4 the tag '!x' has no meaning in JSON (leave it out)",
                "1:1 a contract needs 'openapi' (write the version of OpenAPI: \"openapi\": \"3.1.0\")",
            ]
        ),
        (
            operation("{\(ok), oprationId: x}"),
            ["5:50 unknown field 'oprationId' in an operation (did you mean 'operationId'?)"]
        ),
        (operation("{\(ok)}", path: "a"), ["4:3 a path begins with a slash, found 'a' (write '/a')"]),
        (
            operation("{\(ok)}", path: "/a/{id}"),
            [
                "5:10 GET declares no parameter 'id' of the path (every name in the path needs a parameter with \"in\": \"path\")"
            ]
        ),
        (
            operation("{\(ok), parameters: [{name: x, in: path, required: true, schema: {}}]}"),
            ["5:63 '/a' has no '{x}'"]
        ),
        (
            operation(
                "{\(ok), parameters: [{name: x, in: qery, schema: {}}, {name: y, in: body, schema: {}}, {name: z, in: query}]}"
            ),
            [
                "5:77 unknown location 'qery' of a parameter (did you mean 'query'?)",
                "5:110 unknown location 'body' of a parameter (OpenAPI 3 describes content in 'requestBody')",
                "5:129 a parameter needs 'schema' or 'content'",
            ]
        ),
        (
            operation(
                "{\(ok), parameters: [{name: x, in: header, style: form, schema: {}}, {name: X, in: header, schema: {}}]}"
            ),
            [
                "5:92 a header parameter can't have the style 'form' (a header parameter can have: simple)",
                "5:111 the header parameter 'X' is there twice (keep one of them)",
            ]
        ),
        (
            operation("{\(ok), parameters: [{$ref: '#/components/parameters/P'}]}"),
            ["5:70 '#/components/parameters/P' leads nowhere ('#' has no 'components')"]
        ),
        (
            operation("{\(ok), parameters: [{$ref: 'https://x.example/p'}]}"),
            [
                "5:70 'https' references aren't fetched (save the document, and name its path here or its folder by --map URL=FOLDER)"
            ]
        ),
        (
            operation("{\(ok), parameters: [{$ref: 'none.yaml#/P'}]}"),
            ["5:70 the file none.yaml does not exist (paths are relative to c.yaml)"]
        ),
        (
            "\(start)paths: {}\ncomponents:\n  parameters:\n    A: {$ref: '#/components/parameters/B'}\n    B: {$ref: '#/components/parameters/A'}",
            ["6:15 the reference leads back to itself", "7:15 the reference leads back to itself"]
        ),
        (
            operation("{responses: {200: {}, 2000: {description: x}, 6XX: {description: x}}}"),
            [
                "5:28 a response needs 'description'",
                "5:32 '2000' isn't a status (write a status such as 200, a range such as 4XX, or 'default')",
                "5:56 '6XX' isn't a status (write a status such as 200, a range such as 4XX, or 'default')",
            ]
        ),
        (operation("{responses: {}}", start: old), ["5:22 'responses' needs at least one response"]),
        (operation("{}", start: old), ["5:10 an operation needs 'responses'"]),
        (
            operation("{\(ok), requestBody: {content: {json: {}}}}"),
            ["5:74 'json' isn't a media type (write a type such as application/json, or a range such as text/*)"]
        ),
        (
            operation("{\(ok), security: [{key: []}]}"),
            ["5:62 unknown security scheme 'key' (declare it in components/securitySchemes)"]
        ),
        (
            operation(
                "{operationId: a, responses: {200: {description: x, links: {n: {operationId: b}, m: {parameters: {p: $x}}}}}}"
            ),
            [
                "5:86 no operation has the operationId 'b' (known here: a)",
                "5:93 a link needs 'operationId' or 'operationRef'",
            ]
        ),
        (
            "\(start)paths:\n  /a/{x}:\n    get: {operationId: i, \(ok), parameters: [{name: x, in: path, required: true, schema: {}}]}\n  /a/{y}:\n    get: {operationId: i, \(ok), parameters: [{name: y, in: path, schema: {}}]}",
            [
                "7:24 the operationId 'i' is given twice (it is first given in line 5 of c.yaml)",
                "7:79 a path parameter needs \"required\": true (a path without it is another path)",
                "6:3 the path can't be told from '/a/{x}'",
            ]
        ),
        (schema("{type: strin}"), ["6:15 unknown type 'strin' (did you mean 'string'?)"]),
        (
            schema("{type: [string, 'null']}", start: old),
            [
                "6:15 'type' must be a string, found an array (OpenAPI 3.0 has one type, and \"nullable\": true for null; 3.1 has lists)"
            ]
        ),
        (
            schema("{type: array}", start: old),
            ["6:8 an array needs 'items' (write \"items\": {} for elements of any kind)"]
        ),
        (
            schema("{exclusiveMinimum: 5}", start: old),
            [
                "6:27 'exclusiveMinimum' must be true or false, found a number (OpenAPI 3.0 writes \"minimum\": 5, \"exclusiveMinimum\": true)"
            ]
        ),
        (
            schema("{exclusiveMinimum: true}"),
            [
                "6:27 'exclusiveMinimum' must be a number, found a boolean (OpenAPI 3.1 writes \"exclusiveMinimum\": 5, without 'minimum')"
            ]
        ),
        (
            schema("{properties: {a: {type: string, required: true}}}"),
            [
                "6:50 'required' must be a list of names, found a boolean (the object that has the member lists its name: \"required\": [\"name\"])"
            ]
        ),
        (schema("{pattern: '[a'}"), ["6:18 regular expression: …"]),
        (
            schema("{minLength: -1, multipleOf: 0, enum: [], allOf: {}}"),
            [
                "6:20 'minLength' must be a whole number that isn't negative, found -1",
                "6:36 'multipleOf' must be above 0, found 0", "6:45 warning: 'enum' is empty (no value is valid)",
                "6:56 'allOf' must be a list, found an object",
            ]
        ),
        (
            schema("{$ref: '#/components/schemas/T'}"),
            ["6:15 '#/components/schemas/T' leads nowhere ('#/components/schemas' has no 'T')"]
        ),
        (schema("{$ref: '#/components/schemas/S'}"), ["6:8 …"]),
        (
            schema("{$ref: '#nowhere'}"),
            ["6:15 '#nowhere' leads nowhere (no schema of these files has such an '$id' or anchor)"]
        ),
        (schema("5"), ["6:8 a schema must be an object, true or false, found a number"]),
    ]

    @Test(arguments: documents) func saysAllThatIsWrong(_ yaml: String, _ expected: [String]) {
        let found = Library.problems([("c.yaml", yaml)])
        guard found.count == expected.count else {
            Issue.record("\(found)")
            return
        }
        for (found, expected) in zip(found, expected) {
            #expect(expected.hasSuffix("…") ? found.hasPrefix(expected.dropLast()) : found == expected, "\(found)")
        }
    }

    static let warnings: [(yaml: String, problems: [String])] = [
        ("\(start)webhooks: {}\ncomponents: {callbacks: {}}", []),
        (
            "\(old)webhooks: {}\npaths: {}",
            ["3:1 warning: 'webhooks' isn't supported (OpenAPI 3.1 has them)"]
        ),
        (
            schema("{type: string, xml: {name: s}}"),
            ["6:23 warning: 'xml' isn't supported (XML content isn't held against its schema)"]
        ),
        (
            schema("{type: string, nullable: true}"),
            ["6:23 warning: 'nullable' has no effect (OpenAPI 3.1 writes \"type\": [\"string\", \"null\"])"]
        ),
        (
            schema("{type: string, minLenght: 3}"),
            ["6:23 warning: the keyword 'minLenght' has no effect (did you mean 'minLength'?)"]
        ),
        (
            schema("{type: string, const: a}", start: old),
            ["6:23 warning: the keyword 'const' has no effect (OpenAPI 3.0 doesn't have this keyword; 3.1 does)"]
        ),
        (
            schema("{type: string, minLength: 3, maxLength: 2}"),
            ["6:48 warning: 'maxLength' 2 is below 'minLength' 3 (no value is valid)"]
        ),
        (
            schema("{oneOf: [{type: object}], discriminator: {propertyName: kind}}"),
            [
                "6:49 warning: 'discriminator' doesn't choose among the alternatives (every alternative is tried; describe 'kind' in each by 'enum' or 'const')"
            ]
        ),
        (
            operation(
                "{\(ok), parameters: [{name: Accept, in: header, schema: {}}, {name: x, in: query, example: 5, schema: {type: string}}]}"
            ),
            [
                "5:63 warning: a header parameter 'Accept' has no effect ('responses' says what it may be)",
                "5:133 warning: the example breaks its schema: expected a string, found 5 (the value lacks quotes)",
            ]
        ),
    ]

    @Test(arguments: warnings) func warnsOfWhatHasNoEffect(_ yaml: String, _ expected: [String]) {
        #expect(Library.problems([("c.yaml", yaml)]) == expected)
    }

    @Test func showsThePlaceInTheOtherFile() {
        let main = #"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"$ref":"parts/a.yaml"}}}"#
        let found = Library.problems([
            ("d/c.json", main), ("d/parts/a.yaml", "get:\n  responses:\n    200: {$ref: ../r.json#/R}\n"),
            ("d/r.json", #"{"R": {"description": 5}}"#),
        ])
        #expect(found == ["d/r.json:1:23 'description' must be a string, found a number (put it in quotes)"])
    }
}
