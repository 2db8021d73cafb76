import Foundation

/// A server that nobody here wrote, started for a test: Debian's docker-registry, or httpbin and datasette from PyPI.
/// Where they are is said by `MUSTER_REAL_SERVERS`, a virtual environment that `make real-servers` fills; without it
/// nothing is started.
final class RealServer {
    let url: String
    private let process: Process

    /// The virtual environment; `nil` where there is none.
    static let environment: String? = {
        let named = ProcessInfo.processInfo.environment["MUSTER_REAL_SERVERS"]
        let folder = named ?? Project.path(".build/real-servers")
        return FileManager.default.isExecutableFile(atPath: "\(folder)/bin/python") ? folder : nil
    }()

    /// Where a program is: in the virtual environment, or on the path; `nil` where it isn't installed.
    static func program(_ name: String) -> String? {
        let folders = [environment.map { "\($0)/bin" }, "/usr/bin", "/usr/local/bin"].compactMap(\.self)
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Starts `program`, and waits until a line of its output says where it listens.
    ///
    /// - Parameter line: What the line has before the address, such as `Running on http://`.
    init?(_ program: String, _ arguments: [String], in folder: String, saying line: String) async throws {
        let log = "\(folder)/server.log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<600 {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if let found = text.range(of: line) {
                let address = text[found.upperBound...].prefix { $0.isNumber || $0 == "." || $0 == ":" }
                url = "http://\(address)"
                return
            }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        process.terminate()
        return nil
    }

    /// Ends it; at once where it takes its time.
    func stop() async {
        process.terminate()
        for _ in 0..<50 where process.isRunning { try? await Task.sleep(for: .milliseconds(20)) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Runs a program to its end: whether it ended well. A thread that waited for it would be missing elsewhere.
    static func succeeds(_ program: String, _ arguments: [String]) async throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        return process.terminationStatus == 0
    }
}
