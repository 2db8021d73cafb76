import Diagnostics
import HTTP
import JSON
import Testing

@testable import Decoding
@testable import Scenarios
@testable import Substitution

/// Every kind of body, byte by byte.
@Suite struct BodyTests {
    private static func sent(_ members: String, _ more: String = "") throws -> (type: String?, body: [UInt8]?) {
        let request = try Fixtures.request(
            """
            { "suite": "S", \(more) "scenarios": [{ "name": "n", "request": { \(members) }, "expect": { "status": 200 } }] }
            """
        )
        return (request.headers["Content-Type"], request.body)
    }

    static let texts: [(members: String, type: String?, text: String?)] = [
        ("", nil, nil),
        (#""json": {}"#, "application/json", "{}"),
        (
            #""json": { "b": 1, "a": [true, "${null}", "é\u0001\"/"] }"#, "application/json",
            #"{"b":1,"a":[true,null,"é\u0001\"/"]}"#
        ),
        (
            #""json": { "n": 1.50, "e": 1e400, "big": 12345678901234567890.0 }"#, "application/json",
            #"{"n":1.50,"e":1e400,"big":12345678901234567890.0}"#
        ),
        (#""json": "text""#, "application/json", #""text""#),
        (#""json": 0"#, "application/json", "0"),
        (#""json": false"#, "application/json", "false"),
        (#""json": "${null}""#, "application/json", "null"),
        (#""text": """#, nil, ""),
        (#""text": " {not json\r\n\u0000é""#, nil, " {not json\r\n\u{0}é"),
        (#""form": {}"#, "application/x-www-form-urlencoded", ""),
        (
            #""form": { "a": "1", "b": ["x y", 2, true], "ü": "=&+%", "e": "" }"#, "application/x-www-form-urlencoded",
            "a=1&b=x+y&b=2&b=true&%C3%BC=%3D%26%2B%25&e="
        ),
        (#""form": { "k": "*-._~!'()\r\n" }"#, "application/x-www-form-urlencoded", "k=*-._%7E%21%27%28%29%0D%0A"),
        (#""base64": """#, nil, ""),
        (#""base64": "aGk=""#, nil, "hi"),
        (#""headers": { "Content-Type": "text/x" }, "json": {}"#, "text/x", "{}"),
        (#""headers": { "content-type": null }, "form": { "a": "b" }"#, nil, "a=b"),
        (#""headers": { "Content-Type": "" }, "json": {}"#, "", "{}"),
    ]

    @Test(arguments: texts.indices)
    func isSentAsWritten(index: Int) throws {
        let (members, type, text) = Self.texts[index]
        let sent = try Self.sent(members)
        #expect(sent.type == type)
        #expect(sent.body == text.map { Array($0.utf8) }, "\(String(decoding: sent.body ?? [], as: UTF8.self))")
    }

    @Test func base64GivesAnyBytes() throws {
        #expect(try Self.sent(#""base64": "AP+A""#).body == [0, 0xFF, 0x80])
    }

    @Test func aFileIsSentByteByByte() throws {
        let folder = try TemporaryFolder()
        try folder.write("data/body.txt", "${not} a template\r\n")
        let path = try folder.write(
            "s.json",
            #"""
            { "suite": "S", "variables": { "n": "body" }, "scenarios": [{ "name": "n",
              "request": { "file": "data/${n}.txt" }, "expect": { "status": 200 } }] }
            """#
        )
        let only = try #require(
            try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([path]).suites.first?.cases.first
        )
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        let request = try scope.request(only.steps[0], target: "http://h").request
        #expect(request.body == Array("${not} a template\r\n".utf8))
        #expect(request.headers["Content-Type"] == nil)
    }

    // MARK: Names of files

    /// What a flow of two steps is refused for, of which the second sends `request` and the first captures `name`.
    private static func refusals(_ request: String) throws -> [String] {
        try Fixtures.problems(
            """
            { "suite": "S", "variables": { "in": "data/body.txt", "dir": "data", "up": "../body.txt",
              "parts": [{ "name": "p", "file": "../body.txt" }] }, "scenarios": [{ "name": "n", "steps": [
              { "request": { "path": "/" }, "expect": { "status": 200 }, "capture": { "name": "$.name", "c": "$.c" } },
              { "request": \(request), "expect": { "status": 200 } } ] }] }
            """,
            files: ["data/body.txt": "text", "body.txt": "text"]
        )
    }

    /// A server doesn't choose which file it is sent.
    @Test(arguments: [
        #"{ "file": "${name}" }"#, #"{ "file": "data/${name}.txt" }"#, #"{ "file": "${c.file}" }"#,
        #"{ "multipart": "${c}" }"#, #"{ "multipart": ["${c}"] }"#,
        #"{ "multipart": [{ "name": "a", "text": "x" }, { "name": "b", "file": "${name}" }] }"#,
    ])
    func aResponseNamesNoFile(request: String) throws {
        let refusals = try Self.refusals(request)
        #expect(refusals.contains { $0.contains("can't come from a response") }, "\(refusals)")
    }

    /// Nor under load, where the flow has captured it.
    @Test func aResponseNamesNoFileUnderLoad() throws {
        let refusals = try Fixtures.problems(
            """
            { "suite": "S", "scenarios": [{ "name": "n", "load": { "rate": "1/s", "for": "1s" }, "steps": [
              { "request": { "path": "/" }, "expect": { "status": 200 }, "capture": { "name": "$.name" } },
              { "request": { "file": "${name}" }, "expect": { "status": 200 } } ] }] }
            """
        )
        #expect(refusals.contains { $0.contains("can't come from a response") }, "\(refusals)")
    }

    @Test(arguments: [
        #"{ "file": "${up}" }"#, #"{ "file": "${dir}/../../body.txt" }"#, #"{ "multipart": "${parts}" }"#,
        #"{ "multipart": [{ "name": "p", "file": "${up}" }] }"#,
    ])
    func aVariableStaysInTheFolder(request: String) throws {
        let refusals = try Self.refusals(request)
        #expect(refusals.contains { $0.contains("lies outside of the folder of") }, "\(refusals)")
    }

    @Test(arguments: [
        #"{ "file": "${in}" }"#, #"{ "file": "${dir}/../body.txt" }"#, #"{ "text": "${name}" }"#,
        #"{ "multipart": [{ "name": "${name}", "filename": "${name}", "file": "${in}" }] }"#,
        #"{ "multipart": [{ "name": "p", "text": "${name}" }] }"#,
    ])
    func whatThePersonNamesIsSent(request: String) throws {
        #expect(try Self.refusals(request).isEmpty)
    }

    /// A row of a load is seen when its request is made.
    @Test func aRowStaysInTheFolder() throws {
        let plan = try Fixtures.plan(
            """
            { "suite": "S", "scenarios": [{ "name": "n", "request": { "file": "${f}" }, "expect": { "status": 200 },
              "load": { "rate": "1/s", "for": "1s", "data": [{ "f": "a.txt" }] } }] }
            """
        )
        let only = try #require(plan.suites.first?.cases.first)
        for (name, isRefused) in [("../a.txt", true), ("a.txt", false)] {
            var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
            scope.scope.variables["f"] = .string(name)
            let found = #expect(throws: Problems.Found.self) {
                _ = try scope.request(
                    try #require(only.steps.first?.variants.first?.steps.first?.request),
                    target: "http://h"
                )
            }
            let messages = found?.diagnostics.map(\.message) ?? []
            #expect(messages.contains { $0.contains("lies outside") } == isRefused, "\(messages)")
        }
    }

    @Test func partsOfEveryKind() throws {
        let folder = try TemporaryFolder()
        try folder.write("a/photo.jpg", "JPEG")
        let path = try folder.write(
            "s.json",
            #"""
            { "suite": "S", "scenarios": [{ "name": "n", "expect": { "status": 200 }, "request": { "multipart": [
              { "name": "text", "text": "x" }, { "name": "json", "json": { "a": null } }, { "name": "file", "file": "a/photo.jpg" },
              { "name": "named", "base64": "AP8=", "filename": "b.bin", "contentType": "image/png" } ] } }] }
            """#
        )
        let only = try #require(
            try PlanBuilder(options: PlanOptions(), files: FileStore()).plan([path]).suites.first?.cases.first
        )
        var scope = try CaseScope(only, options: PlanOptions(), files: FileStore(), seed: 1)
        let request = try scope.request(only.steps[0], target: "http://h").request
        let type = try #require(request.headers["Content-Type"])
        #expect(type.hasPrefix("multipart/form-data; boundary="))
        let boundary = "--" + type.dropFirst("multipart/form-data; boundary=".count)
        let line = "\(boundary)\r\n"
        let disposition = "Content-Disposition: form-data; name="
        var expected = Array("\(line)\(disposition)\"text\"\r\n\r\nx\r\n".utf8)
        expected += Array(
            "\(line)\(disposition)\"json\"\r\nContent-Type: application/json\r\n\r\n{\"a\":null}\r\n".utf8
        )
        expected += Array(
            "\(line)\(disposition)\"file\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nJPEG\r\n".utf8
        )
        expected +=
            Array("\(line)\(disposition)\"named\"; filename=\"b.bin\"\r\nContent-Type: image/png\r\n\r\n".utf8) + [
                0, 0xFF,
            ]
        expected += Array("\r\n\(boundary)--\r\n".utf8)
        #expect(request.body == expected)
    }

    /// Quotes and line breaks in a name would end it, also when a combining mark follows them.
    @Test(arguments: [
        (#"a\"b"#, "a%22b"), (#"a\r\nX: y"#, "a%0D%0AX: y"), (#"a\nb\r"#, "a%0Ab%0D"), (#"\"\u0301"#, "%22\u{301}"),
        (#"\\é"#, "\\é"),
    ])
    func aPartsNameCannotBreakOut(name: String, written: String) throws {
        let sent = try Self.sent(#""multipart": [{ "name": "\#(name)", "filename": "\#(name)", "text": "x" }]"#)
        let text = String(decoding: sent.body ?? [], as: UTF8.self)
        #expect(
            text.contains("\r\nContent-Disposition: form-data; name=\"\(written)\"; filename=\"\(written)\"\r\n"),
            "\(text)"
        )
    }

    /// RFC 7578, section 4.4: without a type, data of a file would be text/plain.
    @Test(arguments: [
        (#""filename": "a.PNG", "base64": "AP8=""#, "image/png"), (#""base64": "AP8=""#, "application/octet-stream"),
        (#""filename": "a.b", "text": "x""#, "application/octet-stream"),
        (#""filename": "a", "text": "x""#, "application/octet-stream"),
        (#""filename": "a.csv", "text": "x""#, "text/csv"), (#""filename": "a.csv", "json": 1"#, "application/json"),
        (#""filename": "a.csv", "text": "x", "contentType": "t/p""#, "t/p"), (#""text": "x""#, nil),
    ])
    func aPartThatIsAFileHasAType(members: String, type: String?) throws {
        let sent = try Self.sent(#""multipart": [{ "name": "n", \#(members) }]"#)
        let lines = String(decoding: sent.body ?? [], as: UTF8.self).split(separator: "\r\n")
        let found = lines.first { $0.hasPrefix("Content-Type: ") }
        #expect(found.map(String.init) == type.map { "Content-Type: \($0)" })
    }

    @Test func theSameRequestIsTheSameBytes() throws {
        let members = #""multipart": [{ "name": "a", "text": "x" }]"#
        #expect(try Self.sent(members).body == Self.sent(members).body)
    }
}
