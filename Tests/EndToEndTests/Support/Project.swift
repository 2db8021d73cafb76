import Foundation

/// Where the project's files are.
enum Project {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ relative: String) -> String { root.appending(path: relative).path }

    /// The program, which is built beside the tests.
    static var program: URL {
        let tests = URL(filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
        return tests.deletingLastPathComponent().appending(path: "muster")
    }

    /// Every shipped file of a kind.
    static func scenarioFiles(_ isWanted: (String) -> Bool) throws -> [String] {
        let folder = root.appending(path: "scenarios")
        let all = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return all.filter(isWanted).map { folder.appending(path: $0).path }
    }
}
