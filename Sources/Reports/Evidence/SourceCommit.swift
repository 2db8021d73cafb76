import Glibc
import Substitution

/// The commit that a folder's repository of git stands at, read from its files: no program is run, and nothing is said
/// of changes since.
package enum SourceCommit {
    /// The commit's name in hexadecimal digits; `nil` where the folder isn't in a repository, or none is known.
    package static func name(ofFolder path: String) -> String? {
        guard let real = realpath(path.isEmpty ? "." : path, nil) else { return nil }
        defer { free(real) }
        var folder = String(cString: real)
        while true {
            let place = folder == "/" ? "/.git" : folder + "/.git"
            var status = stat()
            if stat(place, &status) == 0 {
                return repository(place, isFolder: status.st_mode & S_IFMT == S_IFDIR, in: folder).flatMap(commit)
            }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }

    /// Where the repository's files are: in `.git`, or where that says (`gitdir: PATH`), as of a further work tree.
    private static func repository(_ place: String, isFolder: Bool, in folder: String) -> String? {
        if isFolder { return place }
        guard let line = text(place), line.hasPrefix("gitdir: ") else { return nil }
        let path = String(line.dropFirst(8))
        return path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    private static func commit(_ repository: String) -> String? {
        guard let head = text(repository + "/HEAD") else { return nil }
        guard head.hasPrefix("ref: ") else { return digits(head) }
        let reference = String(head.dropFirst(5))
        // A further work tree shares the references of the first one.
        let shared = text(repository + "/commondir").map { $0.hasPrefix("/") ? $0 : "\(repository)/\($0)" }
        for place in [repository, shared].compactMap(\.self) {
            if let found = text("\(place)/\(reference)").flatMap(digits) { return found }
            for line in (text(place + "/packed-refs") ?? "").split(separator: "\n") {
                let parts = line.split(separator: " ")
                if parts.count == 2, parts[1] == reference, let found = digits(String(parts[0])) { return found }
            }
        }
        return nil
    }

    /// SHA-1 or SHA-256 in hexadecimal digits.
    private static func digits(_ text: String) -> String? {
        let isName = [40, 64].contains(text.utf8.count) && text.utf8.allSatisfy { isxdigit(Int32($0)) != 0 }
        return isName ? text.lowercased() : nil
    }

    /// A file's text without its last line end; `nil` for one that can't be read.
    private static func text(_ path: String) -> String? {
        guard var bytes = try? FileStore().bytes(at: path) else { return nil }
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
