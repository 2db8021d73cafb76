import Diagnostics
import Importing
import JSON
import Testing

/// What a shell does to a command of curl before curl sees it.
@Suite struct CurlShellTests {
    /// The method, path and content of the only request, and what is told.
    private static func sent(_ command: String) throws -> (request: JSONValue?, told: [String]) {
        let made = try Imported.curl(command)
        try #require(made.scenarios.count == 1, "\(made.suite)")
        return (made.scenarios[0]["request"], made.notes.leftOut)
    }

    @Test(arguments: [
        (">out.json", ["'> out.json' of the shell"]), ("> /dev/null", ["'> /dev/null' of the shell"]),
        (">> log 2>/dev/null", ["'>> log' of the shell", "'2> /dev/null' of the shell"]),
        ("> out.txt 2>&1", ["'> out.txt' of the shell", "'2>&1' of the shell"]),
        ("&> out.txt", ["'&> out.txt' of the shell"]), ("&>> out.txt", ["'&>> out.txt' of the shell"]),
        (">| \"out file.txt\"", ["'>| out file.txt' of the shell"]), ("2>&-", ["'2>&-' of the shell"]),
        ("> $DIR/x", ["'> ${env:DIR}/x' of the shell"]), ("< body.json", ["'< body.json' of the shell"]),
        ("<<< \"{}\"", ["'<<<' of the shell"]), ("<<EOF\nnobody reads it\nEOF\n", ["'<<' of the shell"]),
        ("> out.json | jq .", ["'> out.json' of the shell", "the command 'jq', which is none of curl"]),
        ("2>&1 &", ["'2>&1' of the shell"]), ("", []),
    ])
    func aRedirectionIsNoRequest(_ redirection: String, _ told: [String]) throws {
        let made = try Self.sent("curl -d item=1 http://h.example/a \(redirection)")
        #expect(made.request == ["method": "POST", "path": "/a", "form": ["item": "1"]])
        #expect(made.told == told)
        // Where it stands makes no difference to a shell.
        guard redirection.hasPrefix(">"), !redirection.contains("|") else { return }
        let first = try Self.sent("\(redirection) curl -d item=1 http://h.example/a")
        #expect(first.request == made.request && first.told == told)
    }

    @Test(arguments: [
        ("curl -d @- http://h.example/a <<< 'a=1'", #"{ "method": "POST", "path": "/a", "form": { "a": "1" } }"#),
        (
            "curl --json @- http://h.example/a <<'EOF'\n{\n  \"a\": \"$x\"\n}\nEOF\ncurl http://h.example/b",
            #"{ "method": "POST", "path": "/a", "json": { "a": "$x" }, "headers": { "Accept": "application/json" } }"#
        ),
        (
            "curl -d @- http://h.example/a <<-EOF\n\ta=$X\n\tEOF\n",
            #"{ "method": "POST", "path": "/a", "form": { "a": "${env:X}" } }"#
        ),
        (
            "curl --data-binary @- -H 'Content-Type: text/plain' http://h.example/a < notes.txt",
            #"{ "method": "POST", "path": "/a", "headers": { "Content-Type": "text/plain" }, "file": "notes.txt" }"#
        ),
        ("curl -T - http://h.example/a/ < notes.txt", #"{ "method": "PUT", "path": "/a/", "file": "notes.txt" }"#),
        ("curl -T - http://h.example/a/ <<< x", #"{ "method": "PUT", "path": "/a/", "text": "x\n" }"#),
    ])
    func whatAShellGivesIsRead(_ command: String, _ request: String) throws {
        let made = try Imported.curl(command)
        #expect(made.scenarios[0]["request"] == (try JSONParser.parse(request)), "\(made.suite)")
        #expect(made.notes.leftOut == [])
        #expect(made.scenarios.count == command.split(separator: "curl ").count)
    }

    @Test func whatNobodyGivesIsTold() throws {
        let made = try Imported.curl("cat body.json | curl -d @- http://h.example/a")
        #expect(made.scenarios[0]["request"]?["method"] == "POST")
        #expect(
            made.notes.leftOut == [
                "the command 'cat', which is none of curl",
                "-d @- of curl: what it reads from standard input isn't in the file",
            ]
        )
        #expect(try Self.sent("curl -T - http://h.example/a").request == ["method": "PUT", "path": "/a"])
    }

    @Test(arguments: [
        ("curl -H \"X: $(date +%s)\" http://h.example/a", "$(date +%s)", "$(...)"),
        ("curl -H X:$(echo \"a ) b\" | tr a b) http://h.example/a", "$(echo \"a ) b\" | tr a b)", "$(...)"),
        ("curl -H \"X: `date -u`\" http://h.example/a", "`date -u`", "`...`"),
        ("curl -H X:`date -u` http://h.example/a", "`date -u`", "`...`"),
        ("curl -H X:<(date -u) http://h.example/a", "<(date -u)", "<(...)"),
    ])
    func aCommandWithinACommandIsOneWord(_ command: String, _ value: String, _ construct: String) throws {
        let made = try Self.sent(command)
        #expect(made.request == ["path": "/a", "headers": ["X": .string(value)]])
        #expect(made.told == ["\(construct) of the shell, whose output only a shell knows"])
    }

    @Test(arguments: [
        "$ curl -d a=1 \\\n> -H 'X: 1' http://h.example/a", "> curl -d a=1 -H 'X: 1' http://h.example/a",
        "curl -d a=1 \\\n> -H 'X: 1' http://h.example/a",
    ])
    func promptsAreNoRedirections(_ command: String) throws {
        let made = try Self.sent(command)
        #expect(
            made.request == ["method": "POST", "path": "/a", "headers": ["X": "1"], "form": ["a": "1"]]
        )
        #expect(made.told == [])
    }

    @Test func redirectionsOfWindowsAreNoRequests() throws {
        let made = try Self.sent("curl ^\n  -d \"a=1^>2\" ^\n  \"http://h.example/a\" > out.txt 2>&1 | findstr x")
        #expect(made.request == ["method": "POST", "path": "/a", "form": ["a": "1^>2"]])
        #expect(
            made.told == [
                "'> out.txt' of the shell", "'2>&1' of the shell", "the command 'findstr', which is none of curl",
            ]
        )
    }

    @Test(arguments: [
        ("curl -d @- http://h/x <<EOF\na=1\n", "a here-document has no end 'EOF'"),
        ("curl -H \"X: $(date\" http://h/x", "a $(...) is never closed"),
        ("curl -H X:`date http://h/x", "a `...` is never closed"),
    ])
    func mistakesAreTold(_ text: String, _ expected: String) {
        let found = Imported.problems(text) { CurlImporter.read($0, name: $1, $2) }
        #expect(found.first?.message == expected && found.first?.help != nil, "\(found)")
    }
}
