import Foundation
import Glibc
import Testing

@testable import Engine

/// The folder that shards of a search share: what is written is read, and nothing else is.
@Suite struct TrialFolderTests {
    @Test func whatIsWrittenIsRead() throws {
        let scene = try TrialScene()
        #expect(try scene.folder.bytes("a", most: 10) == nil)
        try scene.folder.write("a", [1, 2, 3])
        try scene.folder.write("a", [4])
        #expect(try scene.folder.bytes("a", most: 10) == [4])
        #expect(try scene.folder.names() == ["a"])
        scene.folder.remove("a")
        #expect(try scene.folder.names().isEmpty)
    }

    @Test(arguments: ["link", "pipe", "folder", "large"])
    func whatIsNoFileIsRefused(_ kind: String) throws {
        let scene = try TrialScene()
        let path = scene.folder.path
        #expect(symlink("/etc/hostname", path + "link") == 0)
        #expect(mkfifo(path + "pipe", 0o600) == 0)
        #expect(mkdir(path + "folder", 0o700) == 0)
        try scene.folder.write("large", [UInt8](repeating: 0, count: 11))
        let failure = #expect(throws: TrialFolder.Failure.self) { try scene.folder.bytes(kind, most: 10) }
        #expect(failure?.path == path + kind)
    }

    /// A link that waits where a file is to be written is replaced: what it leads to stays.
    @Test func noLinkIsFollowed() throws {
        let scene = try TrialScene()
        let other = scene.folder.path + "other"
        try scene.folder.write("other", [1])
        #expect(symlink(other, scene.folder.path + "a") == 0)
        #expect(symlink(other, scene.folder.path + ".a.tmp") == 0)
        try scene.folder.write("a", [2])
        #expect(try scene.folder.bytes("other", most: 10) == [1])
        #expect(try scene.folder.bytes("a", most: 10) == [2])
    }

    @Test func noFolderIsSaid() throws {
        let scene = try TrialScene()
        try scene.folder.write("a", [1])
        let inside = TrialFolder(scene.folder.path + "a/b")
        #expect(throws: TrialFolder.Failure.self) { try inside.make() }
        #expect(throws: TrialFolder.Failure.self) { try TrialFolder(scene.folder.path + "a").names() }
        #expect(throws: TrialFolder.Failure.self) { try inside.write("c", [1]) }
    }
}
