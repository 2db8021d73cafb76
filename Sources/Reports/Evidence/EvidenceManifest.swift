import Cryptography
import Glibc
package import JSON
import URI

/// What a sealed folder of reports holds: the SHA-256 digest of every file, so that a change to any of them shows.
package struct EvidenceManifest: Sendable, Hashable {
    /// A file of the folder.
    package struct File: Sendable, Hashable {
        /// Its path in the folder, with slashes.
        package var path: String
        /// How long it is.
        package var size: Int
        /// SHA-256 of its content, 64 hexadecimal digits.
        package var digest: String
    }

    /// What is otherwise than it was when the folder was sealed.
    package enum Difference: Sendable, Hashable {
        case changed(String)
        case missing(String)
        case added(String)

        /// In words.
        package var description: String {
            switch self {
            case .changed(let path): "changed: \(path)"
            case .missing(let path): "missing: \(path)"
            case .added(let path): "added since: \(path)"
            }
        }
    }

    /// The name of the manifest in the folder, and of its signature.
    package static let name = "manifest.json"
    package static let signatureName = "manifest.sig.json"
    private static let format = "muster-manifest"

    /// The program that sealed it.
    package var tool: String
    /// The files, in the order of their paths.
    package var files: [File]

    /// The manifest of `contents`, by their paths.
    ///
    /// - Parameter others: The paths of what is neither a file nor a folder: there without a digest, as which it can't
    ///   be what was sealed.
    package init(tool: String, _ contents: [(path: String, bytes: [UInt8])], others: [String] = []) {
        self.tool = tool
        let own = contents.map { File(path: $0.path, size: $0.bytes.count, digest: Self.digest($0.bytes)) }
        files = (own + others.map { File(path: $0, size: 0, digest: "") })
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The manifest that `document` is.
    package init(_ document: JSONValue) throws(ResultsError) {
        let node = ResultsNode(document)
        guard try node.optionalText("format") == Self.format, try node.count("version") == 1 else {
            throw node.error("a manifest (\"format\": \"\(Self.format)\", \"version\": 1)")
        }
        tool = try node.text("tool")
        files = try node.member("files").elements { (row) throws(ResultsError) in
            File(path: try row.text("path"), size: try row.count("sizeBytes"), digest: try row.text("sha256"))
        }
    }

    /// The manifest as it is written, and signed.
    package var bytes: [UInt8] {
        let rows = files.map { file -> JSONValue in
            ["path": .string(file.path), "sizeBytes": .count(file.size), "sha256": .string(file.digest)]
        }
        let document: JSONValue = [
            "format": .string(Self.format), "version": 1, "tool": .string(tool), "files": .array(rows),
        ]
        return JSONSerializer.serialize(document, style: .pretty)
    }

    /// How `other`, what is there now, differs.
    package func differences(to other: EvidenceManifest) -> [Difference] {
        let now = Dictionary(other.files.map { ($0.path, $0) }) { first, _ in first }
        let known = Set(files.map(\.path))
        let old = files.compactMap { file -> Difference? in
            guard let found = now[file.path] else { return .missing(file.path) }
            return found == file ? nil : .changed(file.path)
        }
        return old + other.files.filter { !known.contains($0.path) }.map { .added($0.path) }
    }

    /// SHA-256, 64 hexadecimal digits.
    package static func digest(_ bytes: [UInt8]) -> String {
        HashFunction.sha256.hex(of: bytes)
    }

    /// The paths of the files in `folder`, which ends in a slash, and in those below it, but the manifest and its
    /// signature; and of what is neither a file nor a folder, such as a symbolic link, which is no evidence.
    package static func paths(in folder: String) throws(OutputFile.Failure) -> (files: [String], others: [String]) {
        var others: [String] = []
        let all = try below(folder, "", &others)
        return (all.filter { $0 != name && $0 != signatureName }, others.sorted())
    }

    private static func below(
        _ folder: String,
        _ prefix: String,
        _ others: inout [String]
    ) throws(OutputFile.Failure) -> [String] {
        guard let stream = opendir(folder + prefix) else { throw OutputFile.Failure(path: folder + prefix) }
        defer { closedir(stream) }
        var paths: [String] = []
        while let entry = readdir(stream) {
            let entryName = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if entryName == "." || entryName == ".." { continue }
            var status = stat()
            guard lstat(folder + prefix + entryName, &status) == 0 else {
                throw OutputFile.Failure(path: folder + prefix + entryName)
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: paths.append(prefix + entryName)
            case S_IFDIR: paths += try below(folder, "\(prefix)\(entryName)/", &others)
            default: others.append(prefix + entryName)
            }
        }
        return paths.sorted()
    }
}
