import Glibc
import Testing

@testable import Substitution

/// Files that never end, have no size, or hold more than memory should.
@Suite("Reading files") struct FileStoreTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reason(_ path: String) -> String? {
        do throws(FileStore.Failure) {
            _ = try FileStore().bytes(at: path)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `a pipe is no regular file, and isn't waited for`() throws {
        let path = "\(folder.path)/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        #expect(reason(path) == "is no regular file")
    }

    @Test(arguments: ["/dev/zero", "/dev/null", "/dev/stdin"])
    func `a device is no regular file`(path: String) {
        #expect(reason(path) != nil)
    }

    @Test func `a folder is one, and what isn't there isn't`() throws {
        #expect(reason(folder.path) == "is a folder")
        #expect(reason("\(folder.path)/nothing") == "does not exist")
        #expect(reason("/etc/passwd\0.json") == "does not exist")
    }

    @Test func `a link to a regular file is read`() throws {
        let path = try folder.write("a.txt", "text")
        try #require(symlink(path, "\(folder.path)/link") == 0)
        #expect(try FileStore().bytes(at: "\(folder.path)/link") == Array("text".utf8))
    }

    @Test func `a file beyond the limit isn't read, and one to be taken apart has a lower one`() throws {
        let path = try folder.write("large.json", "[]")
        // Without blocks on the disk.
        try #require(truncate(path, FileStore.largestFile + 1) == 0)
        #expect(reason(path) == "is larger than 256 MiB, the most that is read")
        try #require(truncate(path, FileStore.largestDocument + 1) == 0)
        let failure = #expect(throws: FileStore.Failure.self) { try FileStore().document(at: path) }
        #expect(failure?.reason == "is larger than 64 MiB, the most that is read")
    }

    @Test func `what somebody else names lies in the folder, links followed`() throws {
        let mock = try folder.write("mocks/m.json", "{}")
        try folder.write("mocks/below/a.txt", "a")
        try folder.write("outside.txt", "secret")
        try #require(symlink("\(folder.path)/outside.txt", "\(folder.path)/mocks/link") == 0)
        let files = FileStore()
        #expect(try files.bytes("below/a.txt", inFolderOf: mock) == Array("a".utf8))
        #expect(try files.bytes("below/../below/./a.txt", inFolderOf: mock) == Array("a".utf8))
        for name in ["../outside.txt", "link", "/etc/passwd", "below/../../outside.txt", "\(folder.path)/outside.txt"] {
            let failure = #expect(throws: FileStore.Failure.self) { try files.bytes(name, inFolderOf: mock) }
            #expect(failure?.reason.hasPrefix("lies outside") == true, "\(name)")
        }
        #expect(throws: FileStore.Failure.self) { try files.bytes("/dev/zero", inFolderOf: mock) }
        #expect(throws: FileStore.Failure.self) { try files.bytes("below/a.txt\0", inFolderOf: mock) }
    }
}
