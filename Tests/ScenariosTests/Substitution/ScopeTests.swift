import JSON
import Patterns
import Testing

@testable import Decoding
@testable import Substitution

@Suite struct ScopeTests {
    private func text(_ source: String, _ variables: [String: JSONValue] = [:], environment: [String: String] = [:])
        throws -> String
    {
        var scope = Fixtures.scope(variables, environment: environment)
        return try scope.value(ofText: source, in: "test.json").plainText
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("a ${name} b", "a Ada b"),
        ("${name}${name}", "AdaAda"),
        ("$${name}", "${name}"),
        ("${list.1}", "two"),
        ("${object.inner.deep}", "7"),
        ("${object}", #"{"inner":{"deep":7}}"#),
        ("${env:HOME_OF}", "here"),
        ("${env:MISSING:-fallback: ok}", "fallback: ok"),
        ("${repeat(ab,3)}", "ababab"),
        ("${now:yyyyMMdd'T'HHmmss'Z'}", "20261124T120000Z"),
        ("${now-16m:HH:mm}", "11:44"),
        ("${now+1h:unix}", "1795525200"),
        ("x${null}", "xnull"),
    ])
    func `replaces`(source: String, expected: String) throws {
        let variables: [String: JSONValue] = ["name": "Ada", "list": ["one", "two"], "object": ["inner": ["deep": 7]]]
        #expect(try text(source, variables, environment: ["HOME_OF": "here"]) == expected)
    }

    @Test func `one whole reference keeps its type`() throws {
        var scope = Fixtures.scope(["n": 5, "none": .null])
        #expect(try scope.value(ofText: "${n}", in: "") == 5)
        #expect(try scope.value(ofText: "${none}", in: "") == .null)
        #expect(try scope.value(ofText: "${null}", in: "") == .null)
        #expect(try scope.value(ofText: " ${n}", in: "") == " 5")
    }

    @Test(arguments: [
        ("${nme}", "unknown variable 'nme'", "did you mean 'name'?"),
        ("${", "this ${ is never closed", "close it with }, or write $${ for a literal ${"),
        ("${}", "${} names nothing", "write a variable's name in it, or $${ for a literal ${"),
        (
            "${env:NOT_SET}", "the environment variable NOT_SET is not set",
            "set it, give it in --env-file, or write ${env:NOT_SET:-default}"
        ),
        ("${name.part}", "'name' has no member 'part'", "it is a string"),
        ("${random.hexx(3)}", "unknown function 'random.hexx'", "did you mean 'random.hex'?"),
        ("${random.hex(x)}", "random.hex expects a whole number, found 'x'", "write ${random.hex(8)}"),
        ("${random.int(9,1)}", "the range 9 to 1 is empty", "write the smaller number first"),
    ])
    func `says what is wrong`(source: String, message: String, help: String) {
        let error = #expect(throws: TemplateError.self) { try text(source, ["name": "Ada"]) }
        #expect(error?.message == message)
        #expect(error?.help == help)
    }

    @Test func `random values are repeatable by seed and of the asked length`() throws {
        let one = try text("${random.hex(58)} ${random.digits(4)} ${random.alnum(9)} ${uuid}")
        let other = try text("${random.hex(58)} ${random.digits(4)} ${random.alnum(9)} ${uuid}")
        #expect(one == other)
        #expect(one.split(separator: " ").map(\.count) == [58, 4, 9, 36])
        let expression = try RegularExpression(
            ecma262: "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
        )
        #expect(try expression.search(String(one.suffix(36))))
    }

    @Test func `a random integer stays in its range`() throws {
        var scope = Fixtures.scope()
        for _ in 0..<200 {
            let value = try scope.value(ofText: "${random.int(3,5)}", in: "").number?.int
            #expect((3...5).contains(value ?? 0))
        }
    }
}
