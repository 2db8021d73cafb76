import Glibc

/// Writes files so that a reader sees the old one or the new one, never a part.
public enum AtomicFile {
    /// A file that couldn't be written, and why.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path.
        public var path: String
        /// Why.
        public var reason: String

        /// Both, for a person.
        public var description: String { "\(path) can't be written: \(reason)" }
    }

    /// Writes `bytes` to `path`; folders that are missing are made.
    public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        try makeFolders(of: path)
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        do throws(Failure) {
            defer { close(descriptor) }
            try writeAll(bytes, descriptor, path)
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = failure(path)
            unlink(temporary)
            throw error
        }
    }

    /// Makes the folder at `path`, which ends in a slash, when it is missing, and sees whether files may be made in it.
    public static func prepareFolder(_ path: String) throws(Failure) {
        try makeFolders(of: path + ".")
        // The dot makes a file that stands in the folder's place an error.
        guard access(path + ".", W_OK | X_OK) == 0 else { throw failure(path) }
    }

    private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func makeFolders(of path: String) throws(Failure) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/").dropLast() {
            folder += name + "/"
            if mkdir(folder, 0o755) != 0, errno != EEXIST { throw failure(folder) }
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(path: path, reason: String(cString: strerror(errno)))
    }
}
