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
