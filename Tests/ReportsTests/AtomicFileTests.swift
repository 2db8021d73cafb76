import Foundation
import Testing

@testable import Reports

@Suite struct AtomicFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "muster-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func makesFoldersAndReplacesFiles() throws {
        try withFolder { folder in
            let path = "\(folder)/a/b/report.json"
            try AtomicFile.write(Array("one".utf8), to: path)
            try AtomicFile.write(Array("2".utf8), to: path)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "2")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/a/b") == ["report.json"])
        }
    }

    @Test func writesNothingAndMuch() throws {
        try withFolder { folder in
            for count in [0, 5_000_000] {
                try AtomicFile.write([UInt8](repeating: 0x61, count: count), to: "\(folder)/file")
                #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/file")).count == count)
            }
        }
    }

    @Test func saysWhyNotAndLeavesTheOldFile() throws {
        try withFolder { folder in
            try AtomicFile.write(Array("x".utf8), to: "\(folder)/file")
            let error = #expect(throws: AtomicFile.Failure.self) {
                try AtomicFile.write([], to: "\(folder)/file/inside")
            }
            #expect(error?.description.contains("can't be written: ") == true)
            #expect(throws: AtomicFile.Failure.self) { try AtomicFile.write([], to: folder) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
            #expect(try String(contentsOfFile: "\(folder)/file", encoding: .utf8) == "x")
        }
    }
}
