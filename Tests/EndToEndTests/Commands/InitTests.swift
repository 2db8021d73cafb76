import Foundation
import Testing

/// `muster init`, as a newcomer uses it.
@Suite struct InitTests {
    @Test func aFirstSuitePassesAgainstItsMock() async throws {
        let folder = try TemporaryFolder()
        let made = try await Program.run(["init"], in: folder.path)
        #expect(made.code == 0, "\(made.errors)")
        #expect(
            made.output == """
                wrote scenarios/example/example.json
                wrote scenarios/example/example.mock.json
                wrote .github/workflows/muster.yml
                next: muster run scenarios/example --mock
                then: muster run scenarios/example --target URL

                """
        )
        let run = try await Program.run(["run", "scenarios/example", "--mock"], in: folder.path)
        #expect(run.code == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("3 passed"), "\(run.output)")
    }

    @Test func aURLIsTheTargetWithoutItsPassword() async throws {
        let folder = try TemporaryFolder()
        let url = "https://ann:pa55w0rd!@shop.example.com:8443/v1"
        let made = try await Program.run(["init", url, "--ci", "none"], in: folder.path)
        #expect(made.code == 0 && made.output.contains("scenarios/shop.example.com/shop.example.com.json"), "\(made)")
        let path = folder.path + "/scenarios/shop.example.com/shop.example.com.json"
        let suite = try String(contentsOfFile: path, encoding: .utf8)
        #expect(suite.contains(#""target": "https://shop.example.com:8443/v1""#) && !suite.contains("pa55w0rd"))
        let run = try await Program.run(["run", "scenarios/shop.example.com", "--mock"], in: folder.path)
        #expect(run.code == 0, "\(run.output)\(run.errors)")
    }

    @Test func aContractIsHeldAgainstItsMock() async throws {
        let folder = try TemporaryFolder()
        let contract = #"""
            { "openapi": "3.1.0", "info": { "title": "Things", "version": "1" }, "security": [{ "token": [] }],
              "paths": { "/things": {
                "get": { "responses": { "200": { "description": "all", "content": { "application/json": {
                  "schema": { "type": "array", "items": { "type": "string" } } } } } } },
                "post": { "operationId": "make", "requestBody": { "required": true, "content": { "application/json": {
                  "schema": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } } } } },
                  "responses": { "201": { "description": "made" } } } } },
              "components": { "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } } }
            """#
        try FileManager.default.createDirectory(atPath: folder.path + "/specs", withIntermediateDirectories: true)
        try folder.write("specs/things.openapi.json", contract)
        let made = try await Program.run(["init", "specs/things.openapi.json", "--ci", "gitlab"], in: folder.path)
        #expect(made.code == 0 && made.output.contains("wrote .gitlab-ci.yml"), "\(made)")
        let suite = try String(contentsOfFile: folder.path + "/scenarios/things/things.json", encoding: .utf8)
        #expect(suite.contains(#""contract": "../../specs/things.openapi.json""#), "\(suite)")
        // The contract says what answers are like: the suite needn't.
        #expect(!suite.contains("schema") && !suite.contains("byStatus") && !suite.contains("generated"), "\(suite)")
        let run = try await Program.run(["run", "scenarios/things", "--mock"], in: folder.path)
        #expect(run.code == 0 && run.output.contains("passed"), "\(run.output)\(run.errors)")
    }

    @Test func aContractWithAnAbsolutePathIsNamedFromTheSuite() async throws {
        let folder = try TemporaryFolder()
        for file in ["orders.openapi.json", "new-order.schema.json", "order.schema.json", "problem.schema.json"] {
            try folder.write(
                file,
                try String(contentsOfFile: Project.path("scenarios/orders/" + file), encoding: .utf8)
            )
        }
        let path = folder.path + "/orders.openapi.json"
        let made = try await Program.run(["init", path, "--ci", "none"], in: folder.path)
        #expect(made.code == 0, "\(made)")
        for file in ["orders.json", "orders.mock.json"] {
            let text = try String(contentsOfFile: folder.path + "/scenarios/orders/" + file, encoding: .utf8)
            #expect(text.contains(#""contract": "../../orders.openapi.json""#), "\(text)")
        }
        let run = try await Program.run(["run", "scenarios/orders", "--mock"], in: folder.path)
        #expect(run.code == 0 && run.output.contains("5 passed"), "\(run.output)\(run.errors)")
    }

    @Test func nothingIsWrittenOver() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/scenarios/example",
            withIntermediateDirectories: true
        )
        try folder.write("scenarios/example/example.json", "mine")
        let made = try await Program.run(["init"], in: folder.path)
        #expect(made.code == 2)
        #expect(
            made.errors == """
                error: there is already: scenarios/example/example.json
                help: nothing was written; give another --name or --folder
                nothing was sent

                """
        )
        let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(left == ["scenarios", "scenarios/example", "scenarios/example/example.json"])
    }

    /// A second suite beside the first: the file for CI runs all of them, and is left alone.
    @Test func aFileForCIThatIsThereIsLeftAlone() async throws {
        let folder = try TemporaryFolder()
        let first = try await Program.run(["init", "--ci", "gitlab"], in: folder.path)
        #expect(first.errors.contains("note: .gitlab-ci.yml installs ./muster_*.deb"), "\(first.errors)")
        try folder.write(".gitlab-ci.yml", "mine")
        let second = try await Program.run(["init", "--name", "two", "--ci", "gitlab"], in: folder.path)
        #expect(second.code == 0 && second.output.contains("wrote scenarios/two/two.json"), "\(second)")
        #expect(second.errors == "note: .gitlab-ci.yml is there already, and is left as it is\n")
        #expect(try String(contentsOfFile: folder.path + "/.gitlab-ci.yml", encoding: .utf8) == "mine")
    }

    @Test(arguments: [
        (["init", "https://"], "error: "), (["init", "no-such.yaml"], "does not exist"),
        (["init", "--ci", "githb"], "did you mean 'github'?"),
        (["init", "--name", "a/b"], "--name must be of letters"),
        (["init", "api.example.com"], "help: did you mean https://api.example.com?"),
        (["init", "localhost:8080/v1"], "help: did you mean http://localhost:8080/v1?"),
    ])
    func mistakesAreAnswered(_ arguments: [String], _ expected: String) async throws {
        let folder = try TemporaryFolder()
        let made = try await Program.run(arguments, in: folder.path)
        #expect(made.code == 2 && made.errors.contains(expected), "\(made.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    /// The steps that the files for CI have are those of a shell: they run here, with the program in the path.
    @Test(arguments: [
        ("github", ".github/workflows/muster.yml", "      - run: "), ("gitlab", ".gitlab-ci.yml", "    - "),
        ("jenkins", "Jenkinsfile", "        sh '"),
    ])
    func theStepsForCIRun(_ system: String, _ file: String, _ beginning: String) async throws {
        let folder = try TemporaryFolder()
        let made = try await Program.run(["init", "--ci", system], in: folder.path)
        #expect(made.code == 0)
        let text = try String(contentsOfFile: folder.path + "/" + file, encoding: .utf8)
        let steps = text.split(separator: "\n").filter { $0.hasPrefix(beginning) }.map { line in
            let step = line.dropFirst(beginning.count)
            return String(step.hasSuffix("'") && beginning.hasSuffix("'") ? step.dropLast() : step)
        }
        #expect(steps.count == 3, "\(text)")
        #expect(text.contains("muster run scenarios ") && text.contains("apt-get update"), "\(text)")
        let path = Project.program.deletingLastPathComponent().path + ":/usr/bin:/bin"
        for step in steps {
            let ran = try await Program.run(
                ["-euc", step],
                executable: "/bin/sh",
                environment: ["PATH": path, "API_URL": ""],
                in: folder.path
            )
            #expect(ran.code == 0, "\(step): \(ran.errors)")
        }
        #expect(FileManager.default.fileExists(atPath: folder.path + "/reports/junit.xml"))
    }
}
