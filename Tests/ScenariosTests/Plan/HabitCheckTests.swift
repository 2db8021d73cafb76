import Diagnostics
import Testing

@testable import Decoding
@testable import Scenarios

/// What other tools read as a variable is warned of where it is sent as it stands.
@Suite struct HabitCheckTests {
    private static func warnings(_ request: String, _ members: String = "") throws -> [String] {
        let problems = Problems()
        let suite =
            #"{ "suite": "S", \#(members)"scenarios": [{ "name": "n", "request": \#(request), "expect": { "status": 200 } }] }"#
        HabitCheck(problems: problems).check(try Fixtures.node(suite))
        #expect(problems.diagnostics.allSatisfy { $0.severity == .warning && $0.location != nil })
        return problems.diagnostics.map { "\($0.message); \($0.help ?? "")" }
    }

    @Test(arguments: [
        (#"{ "path": "/a/{{id}}" }"#, "'{{id}}' is sent as it stands; a variable is written ${id}"),
        (
            #"{ "json": { "a": ["x {{ user.name }}"] } }"#,
            "'{{ user.name }}' is sent as it stands; a variable is written ${user.name}"
        ),
        (#"{ "headers": { "X": "{{$guid}}" } }"#, "'{{$guid}}' is sent as it stands; a variable is written ${uuid}"),
        (
            #"{ "headers": { "A": "Bearer $TOKEN" } }"#,
            "'$TOKEN' is sent as it stands; a variable of the environment is written ${env:TOKEN}"
        ),
        (#"{ "path": "/a/{id}" }"#, "'{id}' is sent as it stands; a variable is written ${id}"),
        (#"{ "path": "/a/:id/b" }"#, "':id' is sent as it stands; a variable is written ${id}"),
        (#"{ "url": "http://h/a/<id>?b=1" }"#, "'<id>' is sent as it stands; a variable is written ${id}"),
        (
            #"{ "method": "get" }"#,
            "the method 'get' is sent as it stands; methods are case-sensitive (RFC 9110, section 9.1): write \"GET\""
        ),
    ])
    func isWarnedOf(_ request: String, _ warning: String) throws {
        #expect(try Self.warnings(request) == [warning])
    }

    @Test func aKnownNameBehindADollarIsWarnedOf() throws {
        let variables = #""variables": { "id": 1 }, "#
        #expect(
            try Self.warnings(#"{ "path": "/a/$id" }"#, variables) == [
                "'$id' is sent as it stands; a variable is written ${id}"
            ]
        )
        #expect(try Self.warnings(#"{ "path": "/a/$id" }"#) == [])
        #expect(try Self.warnings(#"{ "path": "/Orders?$id=${id}&$id=1" }"#, variables) == [])
    }

    @Test func aLargeContentWithManyNamesIsTold() throws {
        let names = (0..<100_000).map { "$VAR_\($0)" }.joined(separator: " ")
        let warnings = try Self.warnings(#"{ "text": "\#(names)" }"#)
        #expect(warnings.count == 1 && warnings[0].hasPrefix("'$VAR_0' is sent"), "\(warnings)")
        let declared = names.split(separator: " ").map { "\($0):" }.joined(separator: " ")
        #expect(try Self.warnings(#"{ "text": "\#(declared) \#(names)" }"#) == [])
    }

    @Test func eachKindIsToldOnce() throws {
        let request = #"{ "method": "post", "path": "/{{a}}/{{b}}/:c/{d}", "json": { "e": "{{f}} $G1 $H2" } }"#
        #expect(try Self.warnings(request).count == 4)
    }

    /// What is meant so, a mail's template, hides nothing that isn't.
    @Test(arguments: [
        #"{ "json": { "mail": "Dear {{customer}}, {{id}}" }, "path": "/a/{{other}}" }"#,
        #"{ "json": { "mail": "Dear {{customer}}" }, "path": "/a/{{id}}" }"#,
    ])
    func theNameOfSomethingIsToldFirst(_ request: String) throws {
        #expect(
            try Self.warnings(request, #""variables": { "id": 1 }, "#) == [
                "'{{id}}' is sent as it stands; a variable is written ${id}"
            ]
        )
    }

    @Test(arguments: [
        #"{ "path": "/items", "query": { "$filter": "a eq 1", "$top": "5" } }"#,
        #"{ "method": "purge", "path": "/orders/1:cancel" }"#,
        #"{ "json": { "query": "query($ID: ID!) { item(id: $ID) { name } }" }, "headers": { "X": "US$100, $5" } }"#,
        ##"{ "json": { "$ref": "#/a", "set": { "$gt": 1 } }, "text": "a {b} :c <d> $${id} ${id} {{" }"##,
        #"{ "method": "${method}", "url": "http://h:80/a:b" }"#,
        #"{ "json": { "password": "Pa$SW0RD", "workflow": "$${{ secrets.X }}" } }"#,
    ])
    func whatIsMeantSoIsNot(_ request: String) throws {
        #expect(try Self.warnings(request, #""variables": { "id": "{{x}} $TOKEN", "method": "get" }, "#) == [])
    }
}
