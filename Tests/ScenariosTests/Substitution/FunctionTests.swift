import Foundation
import HTTP
import JSON
import Patterns
import Testing

@testable import Decoding
@testable import Scenarios
@testable import Substitution

/// Every function of `${…}`.
@Suite struct FunctionTests {
    private static func value(
        _ source: String,
        _ variables: [String: JSONValue] = [:],
        environment: [String: String] = [:]
    ) throws -> JSONValue {
        var scope = Fixtures.scope(variables, environment: environment)
        return try scope.value(ofText: source, in: "test.json")
    }

    @Test(arguments: [
        ("${now}", "2026-11-24T12:00:00Z"), ("${now:iso8601}", "2026-11-24T12:00:00Z"), ("${now:unix}", "1795521600"),
        ("${now:unixms}", "1795521600000"), ("${now:http}", "Tue, 24 Nov 2026 12:00:00 GMT"),
        ("${now-1d:yyyy-MM-dd}", "2026-11-23"),
        ("${now+36h:dd.MM.yyyy}", "26.11.2026"), ("${now-1ms:HH:mm:ss.SSS}", "11:59:59.999"),
        ("${now-16m}", "2026-11-24T11:44:00Z"),
        ("${now+0s:unix}", "1795521600"), ("at ${now:HH:mm} o'clock", "at 12:00 o'clock"), ("${repeat(,5)}", ""),
        ("${repeat(x,0)}", ""),
        ("${repeat(a,b,2)}", "a,ba,b"), ("${repeat( ,3)}", "   "), ("${repeat(é,2)}", "éé"), ("${random.hex(0)}", ""),
        ("${env:E}", "val"),
        ("${env:E:-x}", "val"), ("${env:U:-}", ""), ("${env:U:-a:-b}", "a:-b"),
        // As in a shell: CI systems set what they don't have to nothing.
        ("${env:EMPTY:-x}", "x"), ("${env:EMPTY:-}", ""), ("${env:EMPTY}", ""), ("$", "$"),
        ("$$", "$$"),
        ("{a}", "{a}"), ("$$${x}", "$${x}"), ("$${a} $${b}", "${a} ${b}"), ("a$", "a$"), ("}", "}"), ("${v}}", "V}"),
        ("$ {v}", "$ {v}"),
        ("${v}$${v}", "V${v}"), ("${o.a.0.b}", "deep"), ("x${n}y", "x1.50y"), ("x${t}y", "xtruey"),
        ("x${l}y", "x[1,null]y"),
    ])
    func gives(source: String, text: String) throws {
        let variables: [String: JSONValue] = [
            "v": "V", "o": ["a": [["b": "deep"]]], "n": .number(try #require(JSONNumber(literal: "1.50"))), "t": true,
            "l": [1, .null],
        ]
        let environment = ["E": "val", "EMPTY": ""]
        #expect(try Self.value(source, variables, environment: environment).plainText == text)
    }

    @Test(arguments: [
        ("${random.hex(64)}", "^[0-9a-f]{64}$"), ("${random.alnum(64)}", "^[0-9A-Za-z]{64}$"),
        ("${random.digits(64)}", "^[0-9]{64}$"),
        ("${random.int(-2,2)}", "^-?[0-2]$"), ("${random.int(7,7)}", "^7$"), ("${random.int( 1 , 6 )}", "^[1-6]$"),
        ("${uuid}", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
    ])
    func isRandomOfItsKind(source: String, pattern: String) throws {
        let expression = try RegularExpression(ecma262: pattern)
        var scope = Fixtures.scope()
        var seen: Set<String> = []
        for _ in 0..<50 {
            let text = try scope.value(ofText: source, in: "test.json").plainText
            #expect(try expression.search(text), "\(text)")
            seen.insert(text)
        }
        #expect(seen.count > 1 || source.contains("(7,7)"))
    }

    @Test func aRandomNumberIsANumber() throws {
        #expect(try Self.value("${random.int(5,5)}") == 5)
        #expect(try Self.value("${random.digits(2)}").string?.count == 2)
    }

    @Test func aFilesTextIsRelativeToTheFileThatNamesIt() throws {
        let folder = try TemporaryFolder()
        try folder.write("data/x.txt", "${not} replaced\n")
        var scope = Fixtures.scope()
        #expect(try scope.value(ofText: "<${file:data/x.txt}>", in: folder.path + "/s.json") == "<${not} replaced\n>")
        let missing = #expect(throws: TemplateError.self) {
            try scope.value(ofText: "${file:none}", in: folder.path + "/s.json")
        }
        #expect(missing?.message.hasSuffix("/none does not exist") == true)
        let directory = #expect(throws: TemplateError.self) {
            try scope.value(ofText: "${file:data}", in: folder.path + "/s.json")
        }
        #expect(directory?.message.hasSuffix("is a folder") == true)
        try Data([0xFF]).write(to: URL(fileURLWithPath: folder.path + "/b"))
        let binary = #expect(throws: TemplateError.self) {
            try scope.value(ofText: "${file:b}", in: folder.path + "/s.json")
        }
        #expect(binary?.message.hasSuffix("is not UTF-8 text") == true)
    }

    @Test(arguments: [
        "${repeat(x)}", "${repeat(x,-1)}", "${repeat(x,1.5)}", "${repeat(xx,67108864)}", "${random.hex()}",
        "${random.hex(-1)}", "${random.hex(1,2)}",
        "${random.int(1)}", "${random.int(1,2,3)}", "${now-1}", "${now-1x}", "${now+:unix}", "${now:}", "${nowhere}",
        "${a..b}", "${.a}", "${a.}",
        "${l.5}", "${l.-1}", "${l.x}", "${v.x}", "${UUID}", "${ v }", "${file:}", "${env:}", "${x", "${x${y}",
        "${uuid()}",
    ])
    func refuses(source: String) {
        #expect(throws: TemplateError.self) { try Self.value(source, ["v": "V", "l": [1, 2]]) }
    }

    /// What comes from data is no template, also when a combining mark follows the brace.
    @Test(arguments: ["${x}", "${", "$${x}", "${\u{301}x}", "a${b}${c}"])
    func whatIsGivenFromOutsideIsTakenAsItIs(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("rows.csv", "v\n\(text)\n")
        let suite = #"""
            { "suite": "S", "variables": { "w": "" }, "scenarios": [{ "name": "n", "each": "rows.csv",
              "request": { "text": "${v}|${w}" }, "expect": { "status": 200 } }] }
            """#
        let path = try folder.write("s.json", suite)
        let options = PlanOptions(variables: ["w": text])
        let only = try #require(
            try PlanBuilder(options: options, files: FileStore()).plan([path]).suites.first?.cases.first
        )
        var scope = try CaseScope(only, options: options, files: FileStore(), seed: 1)
        let body = try scope.request(only.steps[0], target: "http://h").request.body
        #expect(body.map { String(decoding: $0, as: UTF8.self) } == "\(text)|\(text)")
    }

    @Test func variablesOfTheScenarioAndOfTheRowGoBeforeTheSuites() throws {
        let suite = #"""
            { "suite": "S", "variables": { "a": "suite", "b": "suite", "c": "suite", "all": "${a} ${b} ${c}" }, "scenarios": [
              { "name": "n", "variables": { "b": "scenario", "c": "scenario" }, "each": [{ "c": "row" }],
                "request": { "text": "${all}" }, "expect": { "status": 200 } }] }
            """#
        let body = try Fixtures.request(suite).body
        #expect(body.map { String(decoding: $0, as: UTF8.self) } == "suite scenario row")
    }

    @Test func aVariableIsComputedOnceForACase() throws {
        let suite = #"""
            { "suite": "S", "variables": { "id": "${uuid}" }, "scenarios": [
              { "name": "n", "request": { "text": "${id} ${id}" }, "expect": { "status": 200 } }] }
            """#
        let body = try #require(try Fixtures.request(suite).body)
        let halves = String(decoding: body, as: UTF8.self).split(separator: " ")
        #expect(halves.count == 2 && halves[0] == halves[1])
    }
}
