import Glibc
import JSON
import Synchronization

/// Reads the files that scenario files name, each once.
public final class FileStore: Sendable {
    /// A file that can't be read, and why: `does not exist`.
    public struct Failure: Error, Sendable, Hashable {
        /// The path, as it was looked for.
        public var path: String
        /// Why, as the end of a sentence that begins with the path.
        public var reason: String

        /// The file at `path` and why it can't be read.
        public init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    private let contents = Mutex<[String: [UInt8]]>([:])
    private let schemas = Mutex<[String: JSONSchema]>([:])
    private let others = Mutex<[String: any Sendable]>([:])
    private let expectations = Mutex<[ExpectationTemplate.Key: ExpectationTemplate.Known]>([:])

    /// An empty store.
    public init() {}

    /// The bytes of `name`, relative to the folder of the file at `path`.
    public func bytes(_ name: String, relativeTo path: String) throws(Failure) -> [UInt8] {
        try bytes(at: Self.resolve(name, relativeTo: path))
    }

    /// The bytes of the file at `path`.
    public func bytes(at path: String) throws(Failure) -> [UInt8] {
        if let known = contents.withLock({ $0[path] }) { return known }
        let bytes = try Self.read(path)
        contents.withLock { $0[path] = bytes }
        return bytes
    }

    /// The schema that was compiled under `key`, or the one that `make` compiles now.
    func schema(_ key: String, make: () -> JSONSchema?) -> JSONSchema? {
        if let known = schemas.withLock({ $0[key] }) { return known }
        guard let schema = make() else { return nil }
        schemas.withLock { $0[key] = schema }
        return schema
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

    /// What was found out about an `expect` of this value, or what `make` finds out now; what has errors isn't kept.
    func expectation(
        _ key: ExpectationTemplate.Key,
        make: () -> (known: ExpectationTemplate.Known, isRight: Bool)
    ) -> ExpectationTemplate.Known {
        if let known = expectations.withLock({ $0[key] }) { return known }
        let made = make()
        if made.isRight { expectations.withLock { $0[key] = made.known } }
        return made.known
    }

    /// The path of `name` as the file at `path` means it.
    public static func resolve(_ name: String, relativeTo path: String) -> String {
        guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
        return String(path[...slash]) + name
    }

    private static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path, reason: reason(errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(path: path, reason: reason(errno))
            }
            bytes += buffer[..<count]
        }
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "does not exist"
        case EACCES: "may not be read (permission denied)"
        case EISDIR: "is a folder"
        default: "can't be read: \(String(cString: strerror(code)))"
        }
    }
}
