import Foundation

/// A folder for one test, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and gives its path.
    @discardableResult
    func write(_ name: String, _ content: some Collection<UInt8>) throws -> String {
        let file = path + "/" + name
        try Data(content).write(to: URL(filePath: file))
        return file
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }

    /// A suite of one case, which expects `status` of a mock that answers 200.
    func smallSuite(expecting status: Int) throws -> String {
        try write(
            "mock.json",
            #"{ "mock": "m", "rules": [{ "name": "r", "when": { "path": "/" }, "respond": { "status": 200 } }] }"#
        )
        return try write(
            "suite.json",
            #"{ "suite": "S", "mock": "mock.json", "scenarios": [{ "name": "a", "request": { "path": "/" }, "expect": { "status": \#(status) } }] }"#
        )
    }
}
