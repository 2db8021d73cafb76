import Glibc

/// A file that a command leaves behind: the one place that writes them.
///
/// A regular file, or one that isn't there yet, is written under another name beside it, synchronized and then renamed,
/// so that a reader sees the old one or the new one, never a part; its mode and, where that is permitted, its owner
/// stay. Symbolic links are followed. Into everything else (a device, a pipe, what a descriptor of the process leads
/// to) the bytes are written, and a socket or a folder is refused.
package struct OutputFile: Sendable {
    /// A file that couldn't be written, and why.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path.
        package var path: String
        /// The system's number of the error.
        package var code: Int32

        /// The file at `path`, and the number of what the last call of the system that failed said of it.
        package init(path: String, code: Int32 = errno) {
            self.path = path
            self.code = code
        }

        /// Both, for a person.
        package var description: String {
            let reason =
                switch code {
                case ENXIO: "nobody reads this pipe"
                case EWOULDBLOCK: "another run writes its reports into this folder: name another one"
                default: String(cString: strerror(code))
                }
            return "\(path) can't be written: \(reason)"
        }
    }

    /// The path as it was named.
    let path: String

    /// The file at `path`.
    package init(_ path: String) {
        self.path = path
    }

    /// Writes `bytes`; folders that are missing are made.
    package func write(_ bytes: [UInt8]) throws(Failure) {
        try Folder.make(of: path)
        switch try destination() {
        case .new(let path): try replace(path, nil, bytes)
        case .regular(let path, let status):
            guard access(path, W_OK) == 0 else { throw failure() }
            try replace(path, status, bytes)
        case .other: try writeInto(path, O_WRONLY | O_NONBLOCK, bytes)
        }
    }

    /// Writes `bytes` behind what is there.
    package func append(_ bytes: [UInt8]) throws(Failure) {
        try Folder.make(of: path)
        try writeInto(path, O_WRONLY | O_APPEND | O_CREAT, bytes)
    }

    /// How many bytes the file has that is there; 0 where there is none.
    package var size: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(clamping: status.st_size) : 0
    }

    /// Removes what a write would replace, if it is there: a regular file, not a device.
    package func remove() throws(Failure) {
        switch try destination() {
        case .new, .other: return
        case .regular(let path, _): guard unlink(path) == 0 || errno == ENOENT else { throw failure() }
        }
    }

    /// What stands at the path, links followed.
    private enum Destination {
        /// Nothing yet; the file will have this path.
        case new(String)
        /// A regular file with this path of its own.
        case regular(String, stat)
        /// What can only be written into.
        case other
    }

    private func destination() throws(Failure) -> Destination {
        var place = path
        // As many links as the kernel follows (path_resolution(7)).
        for _ in 0..<40 {
            var status = stat()
            guard lstat(place, &status) == 0 else {
                if errno == ENOENT { return .new(place) }
                throw failure()
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: return .regular(place, status)
            case S_IFDIR: throw failure(EISDIR)
            case S_IFLNK:
                // A link of /proc leads to an open file, whatever its text says.
                if Self.isOfProcess(place) { return .other }
                place = try target(of: place)
            default: return .other
            }
        }
        throw failure(ELOOP)
    }

    private static func isOfProcess(_ link: String) -> Bool {
        let name = Folder.of(link)
        guard let real = realpath(name.isEmpty ? "." : name, nil) else { return false }
        defer { free(real) }
        return String(cString: real).hasPrefix("/proc/")
    }

    private func target(of link: String) throws(Failure) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0 else { throw failure() }
        let target = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return target.hasPrefix("/") ? target : Folder.of(link) + target
    }

    /// Replaces the file at `place`; where nothing may be made beside it, it is written as it stands.
    private func replace(_ place: String, _ old: stat?, _ bytes: [UInt8]) throws(Failure) {
        let temporary: (descriptor: Int32, path: String)
        do throws(Failure) {
            temporary = try makeTemporary(beside: place)
        } catch {
            guard old != nil, error.code == EACCES || error.code == EPERM else { throw error }
            return try writeInto(place, O_WRONLY | O_TRUNC, bytes)
        }
        do throws(Failure) {
            defer { close(temporary.descriptor) }
            if let old {
                // Who may not give a file away keeps it; the mode comes after the owner, whose change would take bits
                // of it.
                _ = fchown(temporary.descriptor, old.st_uid, old.st_gid)
                guard fchmod(temporary.descriptor, old.st_mode & 0o7777) == 0 else { throw failure() }
            }
            try writeAll(bytes, temporary.descriptor)
            guard fsync(temporary.descriptor) == 0 else { throw failure() }
        } catch {
            unlink(temporary.path)
            throw error
        }
        if rename(temporary.path, place) == 0 { return }
        let error = failure()
        unlink(temporary.path)
        // A file that is mounted of its own, as containers do, can't be replaced.
        guard error.code == EBUSY else { throw error }
        try writeInto(place, O_WRONLY | O_TRUNC, bytes)
    }

    /// A file beside `place` that nobody has yet.
    private func makeTemporary(beside place: String) throws(Failure) -> (descriptor: Int32, path: String) {
        for number in 0..<1000 {
            let temporary = "\(Folder.of(place)).muster-\(getpid())-\(number).tmp"
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { return (descriptor, temporary) }
            guard errno == EEXIST else { break }
        }
        throw failure()
    }

    private func writeInto(_ place: String, _ flags: Int32, _ bytes: [UInt8]) throws(Failure) {
        // Without O_NONBLOCK a pipe that nobody reads would be waited for, for ever.
        let descriptor = open(place, flags | O_CLOEXEC | O_NOCTTY, 0o666)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        try writeAll(bytes, descriptor)
    }

    private func writeAll(_ bytes: [UInt8], _ descriptor: Int32) throws(Failure) {
        if let code = bytes.withUnsafeBytes({ Descriptor.write($0, to: descriptor) }) { throw failure(code) }
    }

    private func failure(_ code: Int32 = errno) -> Failure { Failure(path: path, code: code) }
}

/// Folders of output files.
package enum Folder {
    /// Makes the folder at `path`, which ends in a slash, when it is missing, and sees whether files may be made in it.
    package static func prepare(_ path: String) throws(OutputFile.Failure) {
        try make(of: path + ".")
        // The dot makes a file that stands in the folder's place an error.
        guard access(path + ".", W_OK | X_OK) == 0 else { throw failure(path) }
    }

    /// Makes the folders that lead to `path`.
    static func make(of path: String) throws(OutputFile.Failure) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/").dropLast() {
            folder += name + "/"
            // A read-only file system says so of a folder that is there, too.
            if mkdir(folder, 0o777) != 0, errno != EEXIST, access(folder, F_OK) != 0 { throw failure(folder) }
        }
    }

    /// The folder of `path`, with its slash; empty for a bare name.
    static func of(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

    private static func failure(_ path: String) -> OutputFile.Failure {
        OutputFile.Failure(path: path)
    }
}

/// Writing to an open file.
package enum Descriptor {
    /// Writes all of `bytes`, however many calls that takes; the error's number when it can't.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
        var written = 0
        return write(bytes, to: descriptor, &written)
    }

    /// The same, telling in `written` how many bytes were taken.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ written: inout Int) -> Int32? {
        written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count > 0 {
                written += count
            } else if count < 0, errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = Glibc.poll(&poll, 1, -1)
            } else if count == 0 || errno != EINTR {
                return count == 0 ? ENOSPC : errno
            }
        }
        return nil
    }
}
