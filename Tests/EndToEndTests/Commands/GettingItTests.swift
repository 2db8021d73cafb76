import Foundation
import JSON
import Testing

/// What comes along with the program: completions, manual, files for CI, and the pages for newcomers.
@Suite struct GettingItTests {
    private static let path = Project.program.deletingLastPathComponent().path + ":/usr/bin:/bin"

    private static func shell(_ script: String, in folder: String, _ environment: [String: String] = [:]) async throws
        -> Program.Outcome
    {
        try await Program.run(
            ["-euc", script],
            executable: "/bin/bash",
            environment: ["PATH": path].merging(environment) { $1 },
            in: folder
        )
    }

    private static func has(_ program: String) -> Bool {
        ["/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    private static func commands() async throws -> [String] {
        let told = try await Program.run(["--experimental-dump-help"])
        let command = try JSONParser.parse(Array(told.output.utf8))["command"]
        return (command?["subcommands"]?.array ?? []).compactMap { $0["commandName"]?.string }.filter { $0 != "help" }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsKnowEveryCommand(_ shell: String) async throws {
        let script = try await Program.run(["--generate-completion-script", shell])
        #expect(script.code == 0 && script.errors == "")
        for command in try await Self.commands() { #expect(script.output.contains(command), "\(command)") }
        guard Self.has(shell) else { return }
        let folder = try TemporaryFolder()
        try folder.write("script", script.output)
        let checked = try await Program.run(["-n", "script"], executable: "/usr/bin/\(shell)", in: folder.path)
        #expect(checked.code == 0, "\(checked.errors)")
    }

    @Test func bashCompletesCommands() async throws {
        let folder = try TemporaryFolder()
        try folder.write("script", try await Program.run(["--generate-completion-script", "bash"]).output)
        let script = """
            . ./script
            COMP_WORDS=(muster ex); COMP_CWORD=1; COMP_LINE='muster ex'; COMP_POINT=9
            _muster muster ex muster
            echo "${COMPREPLY[@]}"
            """
        let completed = try await Program.run(["-c", script], executable: "/bin/bash", in: folder.path)
        #expect(completed.output == "explain\n", "\(completed.output)\(completed.errors)")
    }

    @Test(.enabled(if: has("python3")))
    func thereIsAManualPageOfEveryCommand() async throws {
        let folder = try TemporaryFolder()
        let man = Project.path("deploy/package/man.py")
        let made = try await Program.run(
            [man, Project.program.path, "pages", "0.1.0", "2026-11-29"],
            executable: "/usr/bin/python3",
            in: folder.path
        )
        #expect(made.code == 0, "\(made.errors)")
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/pages")
        for command in try await Self.commands() { #expect(pages.contains("muster-\(command).1")) }
        #expect(pages.contains("muster.1") && pages.contains("muster-import-har.1"))
        let run = try String(contentsOfFile: folder.path + "/pages/muster-run.1", encoding: .utf8)
        #expect(run.contains(#"\fB\-\-report\-dir\fR \fIfolder\fR"#) && run.contains(".SH EXIT STATUS"))
        #expect(run.contains("Don't verify TLS certificates."))
        #expect(run.contains("a scenario failed"))
        let size = try String(contentsOfFile: folder.path + "/pages/muster-size.1", encoding: .utf8)
        #expect(size.contains(#"\fB\-\-load\fR \fIrate\fR \fB\-\-objective\fR"#), "\(size.prefix(400))")
        #expect(size.contains(".nf\nmuster size") && size.contains("\n.fi\n.RE\n.PP\nEach RESULTS is"))
        let eval = try String(contentsOfFile: folder.path + "/pages/muster-eval.1", encoding: .utf8)
        #expect(eval.contains("muster eval JSONPATH FILE\n") && eval.contains("1\nnothing is, or it isn't\n"))
        for command in ["eval", "init", "mock"] {
            let page = try String(contentsOfFile: folder.path + "/pages/muster-\(command).1", encoding: .utf8)
            #expect(!page.contains("a scenario failed"), "\(command)")
        }
        guard Self.has("man") else { return }
        for page in pages {
            let shown = try await Program.run(
                ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "pages/\(page)"],
                executable: "/usr/bin/man",
                environment: ["MANWIDTH": "100", "LC_ALL": "C.UTF-8"],
                in: folder.path
            )
            #expect(shown.code == 0 && shown.errors == "", "\(page): \(shown.errors)")
        }
    }

    /// The shell steps of the files for CI, in which the program is there already.
    @Test(arguments: [".github/actions/muster/action.yml", "deploy/ci/gitlab-ci.yml", "deploy/ci/Jenkinsfile"])
    func theStepsOfTheExamplesRun(_ file: String) async throws {
        let folder = try TemporaryFolder()
        _ = try await Program.run(["init", "--ci", "none"], in: folder.path)
        let steps = Self.steps(of: try String(contentsOfFile: Project.path(file), encoding: .utf8))
        #expect(steps.count == 3, "\(steps)")
        let environment = [
            "SUITES": "scenarios", "TARGET": "", "API_URL": "", "ARGUMENTS": "--verbose", "REPORTS": "reports",
            "PACKAGE": "",
        ]
        for step in steps {
            let ran = try await Self.shell(step, in: folder.path, environment)
            #expect(ran.code == 0, "\(step): \(ran.output)\(ran.errors)")
        }
        #expect(FileManager.default.fileExists(atPath: folder.path + "/reports/junit.xml"))
    }

    private static func steps(of text: String) -> [String] {
        let lines = text.components(separatedBy: "\n")
        var steps: [String] = []
        for (index, line) in lines.enumerated() {
            if line.hasSuffix("run: |") {
                let indent = line.prefix { $0 == " " }.count + 2
                let block = lines[(index + 1)...].prefix { $0.prefix(indent).allSatisfy { $0 == " " } && !$0.isEmpty }
                steps.append(block.map { String($0.dropFirst(indent)) }.joined(separator: "\n"))
            } else if line.hasPrefix("    - "), !line.contains("name: ") {
                steps.append(String(line.dropFirst(6)))
            } else if line.hasPrefix("        sh '") {
                steps.append(String(line.dropFirst(12).dropLast()))
            }
        }
        return steps
    }

    /// Everything that the page for newcomers says to type and to write works, in its order.
    @Test func theFirstSuiteIsAsItsPageSays() async throws {
        let folder = try TemporaryFolder()
        let page = try String(contentsOfFile: Project.path("docs/first-suite.md"), encoding: .utf8)
        let lines = page.components(separatedBy: "\n")
        var (named, block, kind, count): (String?, [String], String?, Int) = (nil, [], nil, 0)
        var place = folder.path
        for line in lines {
            if let open = kind {
                guard line.hasPrefix("```") else {
                    block.append(line)
                    continue
                }
                if open == "json", let file = named {
                    try Data(block.joined(separator: "\n").utf8).write(to: URL(filePath: "\(place)/\(file)"))
                } else if open == "sh" {
                    // A block is typed into one shell: a `cd` holds for the lines behind it.
                    count += 1
                    let script = block.joined(separator: "\n")
                    let ran = try await Self.shell(script, in: place)
                    let expected: Int32 = script.contains("# exit code 1") ? 1 : 0
                    #expect(ran.code == expected, "\(script): \(ran.output)\(ran.errors)")
                    if block.contains(where: { $0.hasPrefix("mkdir shop") }) { place = folder.path + "/shop" }
                }
                (kind, block, named) = (nil, [], nil)
            } else if line.hasPrefix("```") {
                kind = String(line.dropFirst(3))
            } else if let found = line.firstMatch(of: #/`(scenarios/shop/[a-z.]+json)`/#),
                line.contains("Put this") || line.contains("more scenario")
            {
                named = String(found.output.1)
            }
        }
        #expect(count == 5)
    }
}
