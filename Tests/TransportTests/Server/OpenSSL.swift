import Foundation
import Testing

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
