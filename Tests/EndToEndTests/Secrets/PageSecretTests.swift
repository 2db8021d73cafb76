import Foundation
import Testing

/// A secret of a page doesn't stand in it as its value does: blanks are more, and tags stand between its parts.
@Suite struct PageSecretTests {
    private static let page =
        #"<p id=a>alpha7\n     beta7</p><i id=b>GAMMA<b>delta7</b><!-- c -->epsilon7</i><input id=c value='zeta7&#43;eta7'>"#

    private static let pieces = ["alpha7", "beta7", "GAMMA", "delta7", "epsilon7", "zeta7"]

    @Test(arguments: [["--verbose"], ["--format", "junit,json,html,md,tap,ctrf,csv,har"]])
    func noReportShowsItsParts(_ options: [String]) async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "mock.json",
            """
            { "mock": "m", "rules": [], "otherwise": { "status": 200, "headers": { "Content-Type": "text/html" },
              "text": "\(Self.page)" } }
            """
        )
        let suite = try folder.write(
            "suite.json",
            #"""
            { "suite": "S", "mock": "mock.json", "scenarios": [{ "name": "a", "steps": [
              { "name": "log in", "request": { "path": "/" },
                "capture": { "a": { "css": "#a", "secret": true }, "b": { "xpath": "//*[@id='b']", "secret": true },
                             "c": { "css": "#c@value", "secret": true } } },
              { "name": "use it", "request": { "path": "/x", "query": { "a": "${a}", "b": "${b}", "c": "${c}" } }, "expect": { "status": 404 } }] }] }
            """#
        )
        let outcome = try await Program.run(["run", suite, "--mock", "--report-dir", "\(folder.path)/out"] + options)
        #expect(outcome.code == 1)
        let files = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/out").compactMap {
            try? String(contentsOfFile: "\(folder.path)/out/\($0)", encoding: .utf8)
        }
        #expect(files.count > 1)
        for text in [outcome.output, outcome.errors] + files {
            for piece in Self.pieces { #expect(!text.contains(piece), "\(piece) in \(text.prefix(3000))") }
        }
    }
}
