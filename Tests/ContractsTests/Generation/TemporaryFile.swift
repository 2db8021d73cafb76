import Foundation

/// A suite file, removed with its folder.
final class TemporaryFile: Sendable {
    let path: String
    private let folder: URL

    init(_ text: String, _ name: String = "suite.json", beside others: [(name: String, text: String)] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path
        for file in others + [(name, text)] {
            try Data(file.1.utf8).write(to: folder.appending(path: file.0))
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
