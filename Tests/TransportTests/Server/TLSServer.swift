import Foundation
import Glibc
import Testing

/// `openssl s_server`, which answers every request with a page about the connection.
final class TLSServer: Sendable {
    let port: Int
    private let process = Process()

    init(certificate name: String, _ options: [String] = [], in folder: URL) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(OpenSSL.path))
        let files = ["-cert", "\(name).pem", "-key", "\(name).key"]
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-www"] + files + options
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It says `ACCEPT 127.0.0.1:PORT` when it listens.
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        let digits = text.split(separator: "ACCEPT").last?.split(separator: ":").last?.prefix { $0.isNumber }
        port = try #require(digits.flatMap { Int($0) }, "openssl s_server said: \(text)")
    }

    func stop() {
        // SIGTERM is blocked in children of the threads that run tests.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// Certificates and a TLS server by the `openssl` command, made when a test runs.
enum OpenSSL {
    static let path: String? = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static let missing: Comment = "the openssl command is not installed"

    /// Runs `openssl` to its end.
    static func run(_ arguments: [String], in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
    }

    /// Makes `NAME.pem` and `NAME.key` in `folder`: a certificate signed by itself.
    static func makeCertificate(_ name: String, for hosts: String, in folder: URL) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        let subject = ["-subj", "/CN=\(name)", "-addext", "subjectAltName=\(hosts)", "-days", "1"]
        try run(["req", "-x509"] + key + subject + ["-keyout", "\(name).key", "-out", "\(name).pem"], in: folder)
    }
}
