import ArgumentParser
import Contracts
import Decoding
import Diagnostics
import Glibc
import HTTP
import Reports
import Scenarios

/// `muster init`: a first suite, its mock, and a file for CI.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a first suite, a mock for it, and a file for CI; asks nothing, sends nothing.",
        usage: """
            muster init
            muster init https://api.example.com
            muster init openapi.yaml
            """,
        discussion: """
            With a URL the suite tests that; with an OpenAPI document it sends a valid request of each operation, and holds the \
            endpoint against the document. The mock behaves as the suite expects, so that 'muster run --mock' passes at once. No file is written over.
            """
    )

    @Argument(help: "The base URL of the endpoint, or its OpenAPI document.")
    var source: String?

    @Option(
        help: ArgumentHelp("What the suite and its files are called; made of SOURCE unless given.", valueName: "name")
    )
    var name: String?

    @Option(help: ArgumentHelp("The folder in which scenarios/NAME is made.", valueName: "folder"))
    var folder = "."

    @Option(
        help: ArgumentHelp(
            "For which CI: \(CITemplate.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "system"
        )
    )
    var ci = CITemplate.github.rawValue

    func validate() throws {
        if CITemplate(rawValue: ci) == nil {
            let known = CITemplate.allCases.map(\.rawValue)
            throw ValidationError("there is no CI system '\(ci)'\nHelp: \(UnknownName.help(ci, among: known))")
        }
        if let name, name.isEmpty || name.contains(where: { !$0.isLetter && !$0.isNumber && !"-_.".contains($0) }) {
            throw ValidationError("--name must be of letters, digits, '-', '_' and '.', found '\(name)'")
        }
    }

    func run() {
        let isURL = source.flatMap { HTTPURL.Scheme.of($0) } != nil
        if let source, isURL {
            Terminal.redactor.hideUserInformation(of: source, name: "TARGET_PASSWORD")
            if let wrong = TargetCheck.problem(with: source, name: "the URL") {
                Diagnostics.leave(wrong.message, help: wrong.help)
            }
        }
        let contract = source.flatMap { isURL ? nil : ContractFile.load($0, isStrict: false) }
        let title = name ?? source.map { isURL ? FirstSuite.name(ofURL: $0) : FirstSuite.name(ofFile: $0) } ?? "example"
        let place = FirstSuite.Place(folder: folder == "." ? "" : folder.endingInSlash, name: title)
        let suite: FirstSuite
        if let contract, let source {
            suite = FirstSuite(of: contract, at: SuitePath.relative(source, from: place.suite), place)
        } else {
            suite = FirstSuite(
                target: source.map { CurlCommand.withoutUserInformation($0) } ?? FirstSuite.exampleTarget,
                place
            )
        }
        var files = suite.files
        if let template = CITemplate(rawValue: ci), let path = template.path {
            files.append((place.folder + path, template.text(suite: place.suiteFolder, variable: "API_URL")))
        }
        let present = files.map(\.path).filter { access($0, F_OK) == 0 }
        if !present.isEmpty {
            Diagnostics.leave(
                "there \(present.count == 1 ? "is" : "are") already: \(present.joined(separator: ", "))",
                help: "nothing was written; give another --name or --folder, or --ci none"
            )
        }
        for (path, text) in files {
            Output.write(Array(text.utf8), to: path)
            Terminal.print("wrote \(VisibleText.escapedLine(path))")
        }
        for note in suite.notes { Terminal.error(VisibleText.escapedLine(note)) }
        Terminal.print("next: muster run \(place.suiteFolder) --mock")
        let target = source != nil ? "muster run \(place.suiteFolder)" : "muster run \(place.suiteFolder) --target URL"
        Terminal.print("then: \(target)")
    }
}

/// The files of CI systems.
enum CITemplate: String, CaseIterable {
    case github, gitlab, jenkins, none

    /// Where the system looks for it.
    var path: String? {
        switch self {
        case .github: ".github/workflows/muster.yml"
        case .gitlab: ".gitlab-ci.yml"
        case .jenkins: "Jenkinsfile"
        case .none: nil
        }
    }

    /// The file's content: the suites in `suite` against the URL in the environment variable, else against their mocks.
    func text(suite: String, variable: String) -> String {
        let against = "${\(variable):+--target \"$\(variable)\"} $([ -n \"$\(variable)\" ] || echo --mock)"
        let run = "muster run \(suite) \(against) --report-dir reports"
        switch self {
        case .github:
            return """
                # Installs muster from the Debian package that `make package` builds, and runs the suites: against the URL in the
                # repository's variable \(variable), or against their mocks where there is none.
                name: muster
                on: [push, pull_request]
                jobs:
                  acceptance:
                    runs-on: ubuntu-latest
                    steps:
                      - uses: actions/checkout@v4
                      - run: command -v muster || sudo apt-get install -y ./muster_*.deb
                      - run: muster check \(suite)
                      - run: \(run)
                        env:
                          \(variable): ${{ vars.\(variable) }}
                      - uses: actions/upload-artifact@v4
                        if: always()
                        with:
                          name: reports
                          path: reports

                """
        case .gitlab:
            return """
                # Runs the suites against the URL in the variable \(variable), or against their mocks where there is none.
                acceptance:
                  script:
                    - command -v muster || apt-get install -y ./muster_*.deb
                    - muster check \(suite)
                    - \(run)
                  artifacts:
                    when: always
                    paths: [reports]
                    reports: { junit: reports/junit.xml }

                """
        case .jenkins:
            return """
                // Runs the suites against the URL in the variable \(variable), or against their mocks where there is none.
                pipeline {
                  agent any
                  stages {
                    stage('Acceptance') {
                      steps {
                        sh 'command -v muster || apt-get install -y ./muster_*.deb'
                        sh 'muster check \(suite)'
                        sh '\(run)'
                      }
                      post {
                        always {
                          junit 'reports/junit.xml'
                          archiveArtifacts 'reports/*'
                        }
                      }
                    }
                  }
                }

                """
        case .none: return ""
        }
    }
}
