import Foundation
import Testing

@testable import Reports

/// A folder with these files, gone with the value.
private final class TemporaryRepository {
    let path: String

    init(_ files: [String: String]) throws {
        path = NSTemporaryDirectory() + "muster-\(UUID().uuidString)"
        for (name, text) in files {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct SourceCommitTests {
    private static let name = String(repeating: "0123456789", count: 4)

    @Test func theCommitIsReadFromTheRepositorysFiles() throws {
        let loose = try TemporaryRepository([
            ".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": "\(Self.name)\n", "a/b/s": "",
        ])
        #expect(SourceCommit.name(ofFolder: loose.path + "/a/b/") == Self.name)
        let packed = try TemporaryRepository([
            ".git/HEAD": "ref: refs/heads/x/y\n",
            ".git/packed-refs": "# pack-refs with: peeled\n\(Self.name) refs/heads/x/y\n^\(Self.name)\n",
        ])
        #expect(SourceCommit.name(ofFolder: packed.path) == Self.name)
        let detached = try TemporaryRepository([".git/HEAD": Self.name])
        #expect(SourceCommit.name(ofFolder: detached.path) == Self.name)
    }

    @Test func aFurtherWorkTreeSharesReferences() throws {
        let tree = try TemporaryRepository([
            "main/.git/refs/heads/w": Self.name, "main/.git/worktrees/w/HEAD": "ref: refs/heads/w",
            "main/.git/worktrees/w/commondir": "../..\n", "w/.git": "gitdir: ../main/.git/worktrees/w\n",
        ])
        #expect(SourceCommit.name(ofFolder: tree.path + "/w") == Self.name)
    }

    @Test(arguments: ["", "ref: refs/heads/none\n", "ref: ../../secret", "0123", "zz"])
    func whatIsNoCommitIsNone(head: String) throws {
        let repository = try TemporaryRepository([".git/HEAD": head])
        #expect(SourceCommit.name(ofFolder: repository.path) == nil)
    }
}
