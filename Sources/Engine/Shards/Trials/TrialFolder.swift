import Glibc

/// The files by which the shards of a search for capacity reach each other: a folder that all of them see.
///
/// Whoever reads a name finds a whole file or none, as each is written beside its place and renamed. Nothing that
/// stands in a file's place is followed or waited for: a link, a pipe or a device is a failure. The folder is opened at
/// each look, which has NFS look at it afresh where it would answer from memory for up to a minute.
package struct TrialFolder: Sendable {
    /// Why a file, or the folder, can't be used: where, what was found, what should be, and what to do.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        package var path: String
        package var found: String
        package var expected: String
        package var help: String

        package init(_ path: String, found: String, expected: String, help: String = Failure.another) {
            self.path = path
            self.found = found
            self.expected = expected
            self.help = help
        }

        /// What to do about a folder that holds something else.
        package static let another = "give all shards of one run the same new, empty folder"

        /// All but what to do.
        package var description: String { "\(path): expected \(expected), found \(found)" }
    }

    /// The folder's path; it ends in a slash.
    package let path: String

    /// The folder at `path`.
    package init(_ path: String) {
        self.path = path.hasSuffix("/") ? path : path + "/"
    }

    /// Makes the folder, and those that lead to it, where they are missing.
    package func make() throws(Failure) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/") {
            folder += name + "/"
            if mkdir(folder, 0o777) != 0, errno != EEXIST, access(folder, F_OK) != 0 { throw Self.failure(folder) }
        }
        close(try open())
        guard access(path, W_OK | X_OK) == 0 else { throw Self.failure(path) }
    }

    /// The names of the files that are there; what is being written isn't among them.
    package func names() throws(Failure) -> [String] {
        let descriptor = try open()
        guard let directory = fdopendir(descriptor) else {
            close(descriptor)
            throw Self.failure(path)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// The bytes of the file called `name`; `nil` when there is none.
    ///
    /// - Parameter most: How many it may have.
    package func bytes(_ name: String, most: Int) throws(Failure) -> [UInt8]? {
        let folder = try open()
        defer { close(folder) }
        let descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY)
        guard descriptor >= 0 else {
            // What was replaced on another machine in this moment is looked at again.
            if errno == ENOENT || errno == ESTALE { return nil }
            if errno == ELOOP { throw Failure(path + name, found: "a link", expected: "a regular file") }
            throw Self.failure(path + name)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            if errno == ESTALE { return nil }
            throw Self.failure(path + name)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(path + name, found: "another kind of file", expected: "a regular file")
        }
        let size = Int(status.st_size)
        guard size <= most else {
            throw Failure(path + name, found: "a file of \(size) bytes", expected: "one of \(most) at most")
        }
        var count = 0
        var isStale = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while count < size {
                let got = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if got < 0, errno == EINTR { continue }
                isStale = got < 0 && errno == ESTALE
                guard got > 0 else { break }
                count += got
            }
            filled = count
        }
        if isStale { return nil }
        guard count == size else {
            throw Failure(path + name, found: "\(count) bytes that can be read", expected: "\(size)")
        }
        return bytes
    }

    /// Puts a file called `name` with `bytes` in the place of what is there.
    package func write(_ name: String, _ bytes: [UInt8]) throws(Failure) {
        let folder = try open()
        defer { close(folder) }
        // Hidden from whoever lists the files, and no other's: a shard writes its own names alone.
        let beside = ".\(name).tmp"
        unlinkat(folder, beside, 0)
        let descriptor = openat(folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path + name) }
        var code = Self.write(bytes, to: descriptor)
        // A network file system says at the end what it has no room for.
        if close(descriptor) != 0, code == nil { code = errno }
        if code == nil, renameat(folder, beside, folder, name) != 0 { code = errno }
        guard let code else { return }
        unlinkat(folder, beside, 0)
        throw Self.failure(path + name, code)
    }

    /// Takes away the file called `name`, when it is there.
    package func remove(_ name: String) {
        guard let folder = try? open() else { return }
        unlinkat(folder, name, 0)
        close(folder)
    }

    /// The folder's descriptor, of which the system knows now what is in it.
    private func open() throws(Failure) -> Int32 {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        return descriptor
    }

    /// Writes all of `bytes`; the error's number when it can't.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count > 0 {
                    written += count
                } else if count == 0 || errno != EINTR {
                    return count == 0 ? ENOSPC : errno
                }
            }
            return nil
        }
    }

    private static func failure(_ path: String, _ code: Int32 = errno) -> Failure {
        Failure(
            path,
            found: String(cString: strerror(code)),
            expected: "a folder that this process may write to",
            help: "give all shards a folder that they may write to, on storage that they share"
        )
    }
}
