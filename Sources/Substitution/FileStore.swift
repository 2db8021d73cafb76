package import Diagnostics
import Glibc
import Synchronization

/// How a document is opened that names others.
package struct DocumentOpening: Sendable, Hashable {
    /// Which folder stands for which beginning of a URL: nothing is ever fetched.
    package var folders: [Folder] = []
    /// Files with changes of the document, in the order in which they are made.
    package var overlays: [String] = []

    /// A beginning of URLs, and where what lies below is.
    package struct Folder: Sendable, Hashable {
        package var prefix: String
        /// Relative to the working folder, unless it is absolute.
        package var path: String

        package init(prefix: String, path: String) {
            self.prefix = prefix
            self.path = path
        }
    }

    /// The document as it stands.
    package init() {}
}

/// Reads the files that scenario files name, each once.
package final class FileStore: Sendable {
    /// The most that a file may hold, in bytes, since it is kept in memory.
    package static let largestFile = 256 << 20
    /// The most that a file may hold that is taken apart: a suite, a mock, a schema, a contract, rows in JSON.
    package static let largestDocument = 64 << 20

    /// A file that can't be read, and why: `does not exist`.
    package struct Failure: Error, Sendable, Hashable {
        /// The path, as it was looked for.
        package var path: String
        /// Why, as the end of a sentence that begins with the path.
        package var reason: String
        /// Whether there is no such file.
        package var isMissing = false

        /// The file at `path` and why it can't be read.
        package init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    private let contents = Mutex<[String: [UInt8]]>([:])
    private let others = Mutex<[String: any Sendable]>([:])
    private let openings = Mutex<[String: DocumentOpening]>([:])

    /// An empty store.
    package init() {}

    /// Says how the document at `path` is opened, whoever asks for it.
    package func setOpening(_ opening: DocumentOpening, of path: String) { openings.withLock { $0[path] = opening } }

    /// How the document at `path` is opened.
    package func opening(of path: String) -> DocumentOpening { openings.withLock { $0[path] } ?? DocumentOpening() }

    /// Takes `bytes` for the content of the file at `path`, which need not be there.
    package func hold(_ bytes: [UInt8], at path: String) { contents.withLock { $0[path] = bytes } }

    /// The bytes of `name`, relative to the folder of the file at `path`.
    package func bytes(_ name: String, relativeTo path: String) throws(Failure) -> [UInt8] {
        try bytes(at: Self.resolve(name, relativeTo: path))
    }

    /// The bytes of the file at `path`.
    package func bytes(at path: String) throws(Failure) -> [UInt8] {
        if let known = contents.withLock({ $0[path] }) { return known }
        let bytes = try Self.read(path)
        contents.withLock { $0[path] = bytes }
        return bytes
    }

    /// The bytes of `name` where that lies in the folder of the file at `path`, or below, links followed.
    package func bytes(_ name: String, inFolderOf path: String) throws(Failure) -> [UInt8] {
        let wanted = Self.resolve(name, relativeTo: path)
        guard !wanted.utf8.contains(0) else { throw Self.failure(name, ENOENT) }
        guard let folder = Self.realPath(path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."),
            let real = Self.realPath(wanted)
        else { throw Self.failure(name, errno) }
        guard real.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") else {
            throw Failure(path: name, reason: "lies outside of the folder of \(path)")
        }
        return try bytes(at: real)
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// The file at `path`, which is to be taken apart.
    package func document(at path: String) throws(Failure) -> SourceFile {
        let bytes = try bytes(at: path)
        guard bytes.count <= Self.largestDocument else { throw Self.tooLarge(path, Self.largestDocument) }
        return SourceFile(path: path, bytes: bytes)
    }

    /// What comes on standard input, which need not be a regular file.
    package static func standardInput() throws(Failure) -> SourceFile {
        SourceFile(path: "stdin", bytes: try read(STDIN_FILENO, "stdin", atMost: largestDocument))
    }

    /// What was made under `key`, or what `make` makes now: what is read from files, such as a contract, is made once.
    package func kept<Value: Sendable, Failure: Error>(
        _ key: String,
        make: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        if let known = others.withLock({ $0[key] }) as? Value { return known }
        let value = try make()
        others.withLock { $0[key] = value }
        return value
    }

    /// What tells whether two paths lead to one file: the path without links, where there is such a file.
    package static func identity(of path: String) -> String { realPath(path) ?? path }

    /// The path of `name` as the file at `path` means it.
    package static func resolve(_ name: String, relativeTo path: String) -> String {
        guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
        return String(path[...slash]) + name
    }

    /// Reads a regular file: a pipe may never end, and a device has no size.
    private static func read(_ path: String) throws(Failure) -> [UInt8] {
        // For the system a path ends at a zero byte.
        guard !path.utf8.contains(0) else { throw failure(path, ENOENT) }
        // Without waiting: opening a pipe waits for somebody who writes into it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return try read(descriptor, path, atMost: largestFile, expected: Int(status.st_size))
        case S_IFDIR: throw failure(path, EISDIR)
        default: throw Failure(path: path, reason: "is no regular file")
        }
    }

    private static func read(
        _ descriptor: Int32,
        _ path: String,
        atMost limit: Int,
        expected: Int = 0
    ) throws(Failure) -> [UInt8] {
        guard expected <= limit else { throw tooLarge(path, limit) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expected)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path, errno)
            }
            guard bytes.count + count <= limit else { throw tooLarge(path, limit) }
            bytes += buffer[..<count]
        }
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> Failure {
        Failure(path: path, reason: "is larger than \(limit >> 20) MiB, the most that is read")
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        let reason =
            switch code {
            case ENOENT: "does not exist"
            case EACCES: "may not be read (permission denied)"
            case EISDIR: "is a folder"
            default: "can't be read: \(String(cString: strerror(code)))"
            }
        var failure = Failure(path: path, reason: reason)
        failure.isMissing = code == ENOENT
        return failure
    }
}
