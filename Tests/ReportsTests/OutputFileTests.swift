import Foundation
import Glibc
import Testing

@testable import Reports

@Suite struct OutputFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "muster-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func write(_ text: String, _ path: String) throws { try OutputFile(path).write(Array(text.utf8)) }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func status(_ path: String) throws -> stat {
        var status = stat()
        try #require(lstat(path, &status) == 0)
        return status
    }

    @Test func makesFoldersAndReplacesFiles() throws {
        try withFolder { folder in
            let path = "\(folder)/a/b/report.json"
            try write("one", path)
            try write("2", path)
            #expect(try text(path) == "2")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/a/b") == ["report.json"])
        }
    }

    @Test func writesNothingAndMuch() throws {
        try withFolder { folder in
            for count in [0, 5_000_000] {
                try OutputFile("\(folder)/file").write([UInt8](repeating: 0x61, count: count))
                #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/file")).count == count)
            }
        }
    }

    @Test func saysWhyNotAndLeavesTheOldFile() throws {
        try withFolder { folder in
            try write("x", "\(folder)/file")
            let error = #expect(throws: OutputFile.Failure.self) { try write("", "\(folder)/file/inside") }
            #expect(error?.description.contains("can't be written: ") == true)
            #expect(throws: OutputFile.Failure.self) { try write("", folder) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
            #expect(try text("\(folder)/file") == "x")
        }
    }

    /// A new file, so that a reader of the old one keeps it whole, but with the old one's mode and owner.
    @Test(arguments: [0o600, 0o640, 0o666, 0o755] as [mode_t])
    func aReplacedFileKeepsItsModeAndOwner(mode: mode_t) throws {
        try withFolder { folder in
            let path = "\(folder)/file"
            try write("old", path)
            try #require(chmod(path, mode) == 0)
            // Only root may give files away; others keep their own, which is theirs before and after.
            if getuid() == 0 { try #require(chown(path, 12_345, 54_321) == 0) }
            let before = try status(path)
            try write("new", path)
            let after = try status(path)
            #expect(try text(path) == "new")
            #expect(after.st_mode == before.st_mode)
            #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid)
            #expect(after.st_ino != before.st_ino)
        }
    }

    @Test func aNewFileHasTheModeThatTheUmaskAllows() throws {
        try withFolder { folder in
            try write("new", "\(folder)/file")
            let mask = umask(0)
            umask(mask)
            #expect(try status("\(folder)/file").st_mode & 0o777 == 0o666 & ~mask)
        }
    }

    @Test func linksAreFollowedToTheirFile() throws {
        try withFolder { folder in
            try write("old", "\(folder)/file")
            try #require(symlink("file", "\(folder)/second") == 0)
            try #require(symlink("\(folder)/second", "\(folder)/first") == 0)
            try write("new", "\(folder)/first")
            #expect(try text("\(folder)/file") == "new")
            #expect(try status("\(folder)/first").st_mode & S_IFMT == S_IFLNK)
            #expect(try status("\(folder)/second").st_mode & S_IFMT == S_IFLNK)
            // One that leads nowhere yet: the file is made where it leads.
            try #require(symlink("missing", "\(folder)/dangling") == 0)
            try write("made", "\(folder)/dangling")
            #expect(try text("\(folder)/missing") == "made")
            #expect(try status("\(folder)/dangling").st_mode & S_IFMT == S_IFLNK)
        }
    }

    @Test func linksInACircleAreRefused() throws {
        try withFolder { folder in
            try #require(symlink("b", "\(folder)/a") == 0 && symlink("a", "\(folder)/b") == 0)
            #expect(throws: OutputFile.Failure.self) { try write("x", "\(folder)/a") }
        }
    }

    /// By a link, so that a fault would cost the link and not the machine's device.
    @Test func aDeviceStaysADevice() throws {
        try withFolder { folder in
            for device in ["/dev/null", "/dev/full"] {
                let link = "\(folder)/\(device.dropFirst(5))"
                try #require(symlink(device, link) == 0)
                if device == "/dev/null" {
                    try write("x", link)
                } else {
                    let error = #expect(throws: OutputFile.Failure.self) { try write("x", link) }
                    #expect(error?.code == ENOSPC)
                }
                #expect(try status(device).st_mode & S_IFMT == S_IFCHR)
                #expect(try status(link).st_mode & S_IFMT == S_IFLNK)
            }
            // The same without a link, where making devices is permitted.
            let node = "\(folder)/node"
            if mknod(node, S_IFCHR | 0o600, makedev(1, 3)) == 0, access(node, W_OK) == 0 {
                try? write("x", node)
                #expect(try status(node).st_mode & S_IFMT == S_IFCHR)
            }
        }
    }

    @Test func aPipeGetsTheBytesIfSomebodyReadsIt() throws {
        try withFolder { folder in
            let path = "\(folder)/pipe"
            try #require(mkfifo(path, 0o600) == 0)
            let error = #expect(throws: OutputFile.Failure.self) { try write("x", path) }
            #expect(error?.description.hasSuffix("nobody reads this pipe") == true)
            let reader = open(path, O_RDONLY | O_NONBLOCK)
            defer { close(reader) }
            try write("hello", path)
            var buffer = [UInt8](repeating: 0, count: 16)
            #expect(read(reader, &buffer, buffer.count) == 5)
            #expect(try status(path).st_mode & S_IFMT == S_IFIFO)
        }
    }

    @Test func aSocketIsRefused() throws {
        try withFolder { folder in
            let path = "\(folder)/s"
            let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(socket) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(100)) }
            let isBound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(isBound == 0)
            #expect(throws: OutputFile.Failure.self) { try write("x", path) }
            #expect(try status(path).st_mode & S_IFMT == S_IFSOCK)
        }
    }

    /// `/dev/stdout` and its kin are what a descriptor leads to: a file that is open there isn't replaced behind its
    /// back.
    @Test func anOpenFileIsWrittenAndNotReplaced() throws {
        try withFolder { folder in
            let path = "\(folder)/file"
            let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
            defer { close(descriptor) }
            let before = try status(path)
            try write("x", "/dev/fd/\(descriptor)")
            #expect(try text(path) == "x")
            #expect(try status(path).st_ino == before.st_ino)
        }
    }

    @Test func removesWhatItWouldReplace() throws {
        try withFolder { folder in
            try write("old", "\(folder)/file")
            try #require(symlink("file", "\(folder)/link") == 0 && symlink("/dev/null", "\(folder)/null") == 0)
            try OutputFile("\(folder)/link").remove()
            try OutputFile("\(folder)/null").remove()
            try OutputFile("\(folder)/missing").remove()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["link", "null"])
            #expect(throws: OutputFile.Failure.self) { try OutputFile(folder).remove() }
        }
    }
}

private func makedev(_ major: dev_t, _ minor: dev_t) -> dev_t { major << 8 | minor }
