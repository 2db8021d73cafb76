import Foundation

/// Runs the built program, as a person would.
struct Program {
    /// What came of it.
    struct Outcome {
        var code: Int32
        var output: String
        var errors: String
    }

    /// Runs it (or `executable` in its place) to its end, and holds the results that a run left against their schema.
    /// `onStart` may use the process while it runs, and `whileRunning` what it has said on stderr so far.
    static func run(
        _ arguments: [String],
        executable: String? = nil,
        environment: [String: String] = [:],
        in folder: String = Project.root.path,
        input: String = "",
        onStart: (Process) async throws -> Void = { _ in },
        whileRunning: (Process, () throws -> String) async throws -> Void = { _, _ in }
    ) async throws -> Outcome {
        let files = try TemporaryFolder()
        let process = Process()
        process.executableURL = executable.map { URL(filePath: $0) } ?? Project.program
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Files in place of pipes: nobody need read them while it runs.
        let output = try handle(files, "output")
        let errors = try handle(files, "errors")
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: files.write("input", input)))
        let ended = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in ended.continuation.finish() }
        try process.run()
        try await onStart(process)
        try await whileRunning(process) { try text(files, "errors") }
        for await _ in ended.stream {}
        process.waitUntilExit()
        try ResultsCheck.check(arguments, in: folder)
        return Outcome(
            code: process.terminationStatus,
            output: try text(files, "output"),
            errors: try text(files, "errors")
        )
    }

    private static func handle(_ files: TemporaryFolder, _ name: String) throws -> FileHandle {
        try FileHandle(forWritingTo: URL(filePath: files.write(name, "")))
    }

    private static func text(_ files: TemporaryFolder, _ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: files.path + "/" + name)), as: UTF8.self)
    }
}
