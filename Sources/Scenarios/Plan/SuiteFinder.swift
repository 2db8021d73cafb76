package import Decoding
import Diagnostics
import Glibc
import JSON
import Matching
package import Substitution

/// Finds the suite files that paths name: files, folders and globs.
package struct SuiteFinder {
    private let files: FileStore
    private let problems: Problems

    /// Adds what is wrong to `problems`.
    package init(files: FileStore, problems: Problems) {
        self.files = files
        self.problems = problems
    }

    /// The suite files under `paths`, each once, in order; a folder's in alphabetical order.
    package func suites(_ paths: [String]) -> [String] {
        var found: [String] = []
        for path in paths {
            let here = expand(path, isSuite).flatMap { isFolder($0) ? inFolder($0, isSuiteOrSaysWhyNot) : [$0] }
            if here.isEmpty {
                let help = "a suite is a file, JSON or YAML, with a \"suite\" key"
                problems.add("\(path): no suite found", at: nil, help: help)
            }
            found += here.filter { !found.contains($0) }
        }
        return found
    }

    /// The suite files under `paths`, and the mock files: those with the mock's `$schema`, or with a `mock` and its
    /// `rules`; and of the files that `paths` name the OpenAPI documents, which can be served as mocks are.
    package func suitesAndMocks(_ paths: [String]) -> (suites: [String], mocks: [String]) {
        var mocks: [String] = []
        var rest: [String] = []
        for path in paths {
            let here = expand(path) { isSuite($0) || isMock($0) }
            let own = here.flatMap { isFolder($0) ? inFolder($0, isMock) : isMock($0) || isContract($0) ? [$0] : [] }
            mocks += own.filter { !mocks.contains($0) }
            // What is nothing but a mock has been found.
            let others = here.filter { !own.contains($0) && (isFolder($0) ? own.isEmpty || hasSuite($0) : true) }
            rest += here.isEmpty ? [path] : others
        }
        return (suites(rest), mocks)
    }

    private func hasSuite(_ folder: String) -> Bool { !inFolder(folder, isSuite).isEmpty }

    private func expand(_ path: String, _ isWanted: (String) -> Bool) -> [String] {
        guard path.contains(where: { "*?[".contains($0) }), access(path, F_OK) != 0 else { return [path] }
        var result = glob_t()
        defer { globfree(&result) }
        guard glob(path, 0, nil, &result) == 0, let names = result.gl_pathv else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { names[$0].map { String(cString: $0) } }
            .filter { isFolder($0) || isWanted($0) }
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
    }

    private func inFolder(_ path: String, _ isWanted: (String) -> Bool) -> [String] {
        guard let folder = opendir(path) else {
            problems.add("\(path) can't be read: \(String(cString: strerror(errno)))", at: nil)
            return []
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        let base = path.hasSuffix("/") ? path : path + "/"
        return names.sorted().flatMap { name -> [String] in
            let full = base + name
            if isFolder(full) { return inFolder(full, isWanted) }
            let lower = name.lowercased()
            let isOurs = lower.hasSuffix(".json") || lower.hasSuffix(".jsonc") || SourceReader.isYAML(lower)
            return isOurs && isWanted(full) ? [full] : []
        }
    }

    /// A file with a `suite`. One that can't be read but speaks of scenarios is taken for a broken suite, so that its
    /// error is seen.
    private func isSuite(_ path: String) -> Bool {
        guard let bytes = try? files.document(at: path).bytes else { return true }
        if SourceReader.isYAML(path) { return Self.hasLine(of: ["suite", "scenarios"], in: bytes) }
        if let value = try? JSONParser.parse(bytes, .own) { return value["suite"] != nil || value["scenarios"] != nil }
        return Self.marks.contains { ByteSearch.contains(bytes, Array($0.utf8)) }
    }

    /// What a broken suite still has: its keys, quoted as JSON has them, as JavaScript does, or not at all.
    private static let marks = ["scenarios", "\"suite\"", "'suite'", "suite:"]

    /// The same for a file of a folder: one that is no JSON at all may have been meant for a suite, which must not be
    /// left out in silence.
    private func isSuiteOrSaysWhyNot(_ path: String) -> Bool {
        if isSuite(path) { return true }
        guard !SourceReader.isYAML(path), let bytes = try? files.document(at: path).bytes,
            (try? JSONParser.parse(bytes, .own)) == nil
        else { return false }
        problems.warn("\(path) isn't JSON, and is left out", at: nil)
        return false
    }

    /// An OpenAPI document: JSON with its key, or YAML in which a line begins with it.
    private func isContract(_ path: String) -> Bool {
        guard let bytes = try? files.bytes(at: path) else { return false }
        guard SourceReader.isYAML(path) else {
            return (try? JSONParser.parseNode(SourceFile(path: path, bytes: bytes), .own))
                .map(SourceReader.isContract) ?? false
        }
        return Self.hasLine(of: ["openapi", "swagger"], in: bytes)
    }

    /// Whether a line of a YAML file begins with one of these names.
    private static func hasLine(of names: [String], in bytes: [UInt8]) -> Bool {
        let beginnings = names.map { Array("\($0):".utf8) }
        return bytes.split { $0 == 0x0A || $0 == 0x0D }.contains { line in
            beginnings.contains { line.starts(with: $0) }
        }
    }

    private static let mockSchema = "muster-mock.schema.json"

    /// A file that says it is a mock. One that can't be read but names the schema is a broken mock.
    private func isMock(_ path: String) -> Bool {
        if SourceReader.isYAML(path) {
            guard let bytes = try? files.document(at: path).bytes else { return false }
            return Self.hasLine(of: ["mock"], in: bytes) && Self.hasLine(of: ["rules"], in: bytes) && !isSuite(path)
        }
        guard path.hasSuffix(".json") || path.hasSuffix(".jsonc"), let bytes = try? files.document(at: path).bytes
        else { return false }
        guard let value = try? JSONParser.parse(bytes, .own) else {
            return ByteSearch.contains(bytes, Array(Self.mockSchema.utf8))
        }
        if value["suite"] != nil || value["scenarios"] != nil { return false }
        return value["$schema"]?.string?.hasSuffix(Self.mockSchema) ?? false
            || value["mock"] != nil && value["rules"] != nil
    }
}
