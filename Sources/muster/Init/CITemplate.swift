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

    /// For which reader JUnit's file is.
    private var dialect: String {
        switch self {
        case .github, .none: ""
        case .gitlab: " --junit gitlab"
        case .jenkins: " --junit jenkins"
        }
    }

    /// The file's content: all suites of the repository's `scenarios` against the URL in the environment variable, else
    /// against their mocks.
    func text(variable: String) -> String {
        let suites = "scenarios"
        let against = "${\(variable):+--target \"$\(variable)\"} $([ -n \"${\(variable):-}\" ] || echo --mock)"
        let run = "muster run \(suites) \(against)\(dialect) --report-dir reports"
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
                      - run: command -v muster || { sudo apt-get update -q && sudo apt-get install -y -q ./muster_*.deb; }
                      - run: muster check \(suites)
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
                  image: debian:bookworm-slim
                  script:
                    - command -v muster || { apt-get update -q && apt-get install -y -q ./muster_*.deb; }
                    - muster check \(suites)
                    - \(run)
                  artifacts:
                    when: always
                    paths: [reports]
                    reports: { junit: reports/junit.xml }

                """
        case .jenkins:
            return """
                // Runs the suites against the URL in the variable \(variable), or against their mocks where there
                // is none.
                pipeline {
                  agent any
                  stages {
                    stage('Acceptance') {
                      steps {
                        sh 'command -v muster || { apt-get update -q && apt-get install -y -q ./muster_*.deb; }'
                        sh 'muster check \(suites)'
                        sh '\(run)'
                      }
                      post {
                        always {
                          junit 'reports/junit.xml'
                          archiveArtifacts 'reports/**'
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
