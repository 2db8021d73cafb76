import Foundation
import Testing

/// xmllint of libxml2, which checks what this project writes against XML schemas.
enum XMLLint {
    static let path: String? = ["/usr/bin/xmllint", "/usr/local/bin/xmllint", "/bin/xmllint"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static let missing: Comment = "xmllint is not installed (Debian: libxml2-utils)"

    /// The two schemas of JUnit XML that are in use; `nil` where they aren't at hand.
    static let schemas: [URL]? = {
        let base: URL
        if let path = ProcessInfo.processInfo.environment["MUSTER_CONFORMANCE"] {
            base = URL(fileURLWithPath: path)
        } else {
            var checkout = URL(fileURLWithPath: #filePath)
            for _ in 0..<5 { checkout.deleteLastPathComponent() }
            base = checkout.appendingPathComponent("shared/conformance")
        }
        let files = ["junit-10.xsd", "windyroad-JUnit.xsd"].map { base.appendingPathComponent("junit/\($0)") }
        return files.allSatisfy { FileManager.default.fileExists(atPath: $0.path) } ? files : nil
    }()

    /// What xmllint has against `document`; empty when nothing. With a schema it validates, without it only parses.
    static func complaints(_ document: [UInt8], schema: URL? = nil, _ options: [String] = []) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).xml")
        try Data(document).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let errors = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments =
            ["--noout", "--huge"] + options + (schema.map { ["--schema", $0.path] } ?? []) + [file.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? "" : "\(process.terminationStatus): \(text)"
    }
}

/// TAP::Harness, which comes with Perl: what reads results written as TAP.
enum Harness {
    static let path: String? = ["/usr/bin/prove", "/usr/local/bin/prove"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static let missing: Comment = "prove is not installed (Debian: perl)"

    /// What it says of `results`, and how it ends.
    static func read(_ results: String) throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).tap")
        try Data(results.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = ["--exec", "cat", file.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
