import Diagnostics
import JSON

/// Decodes a `connection` whose `${...}` are replaced.
enum ConnectionDecoder {
    static let keys = [
        "http", "tls", "proxy", "connectTimeout", "maxHeader", "maxBody", "redirects", "decompress", "cookies", "reuse",
        "resend",
    ]

    /// - Parameter files: Where the files that it names must be; `nil` when they need not be there.
    static func decode(_ node: JSONNode?, files: FileStore?, _ problems: Problems) -> Connection {
        var connection = Connection()
        guard let node, let reader = ObjectReader(node, "'connection'", keys: keys, problems) else { return connection }
        if let http = reader["http"] { connection.version = version(http, problems) }
        if let tls = reader["tls"] { decode(tls: tls, into: &connection, files, problems) }
        connection.proxy = reader["proxy"].flatMap { proxy($0, problems) }
        connection.connectTimeout = reader.duration("connectTimeout") ?? connection.connectTimeout
        connection.maxHeader = reader["maxHeader"].flatMap { Leaf.size($0, problems) } ?? connection.maxHeader
        connection.maxBody = reader["maxBody"].flatMap { Leaf.size($0, problems) } ?? connection.maxBody
        connection.redirects = reader.count("redirects", in: 0...50) ?? 0
        connection.decompresses = reader.flag("decompress") ?? true
        connection.keepsCookies = reader.flag("cookies") ?? true
        connection.reusesConnections = reader.flag("reuse") ?? true
        connection.resends = reader.flag("resend") ?? true
        return connection
    }

    /// The schemes that a proxy may have (curl's `--proxy`).
    private static let proxySchemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// The URL of a proxy; an empty text is none, as of a variable that may name one.
    private static func proxy(_ node: JSONNode, _ problems: Problems) -> String? {
        guard let text = Leaf.text(node, "'proxy'", problems), !text.isEmpty, !node.isPending else { return nil }
        guard let end = text.firstRange(of: "://"),
            proxySchemes.contains(text[..<end.lowerBound].lowercased()), end.upperBound < text.endIndex
        else {
            // What was found may hold a password.
            problems.add(
                "'proxy' must be a URL that begins with \(proxySchemes.map { "\($0)://" }.joined(separator: ", "))",
                at: node.location,
                help: "write for example http://127.0.0.1:3128; an empty text is no proxy"
            )
            return nil
        }
        return text
    }

    private static func version(_ node: JSONNode, _ problems: Problems) -> Connection.Version {
        if let version = node.string.flatMap(Connection.Version.init(rawValue:)) { return version }
        if !node.isPending {
            problems.add("'http' must be \"auto\", \"1.1\" or \"2\", found \(Leaf.found(node))", at: node.location)
        }
        return .auto
    }

    private static func decode(
        tls node: JSONNode,
        into connection: inout Connection,
        _ files: FileStore?,
        _ problems: Problems
    ) {
        let keys = ["ca", "certificate", "key", "keyPassword", "minimum", "insecure"]
        guard let reader = ObjectReader(node, "'tls'", keys: keys, problems) else { return }
        connection.certificateAuthority = file("ca", reader, files, problems)
        connection.certificate = file("certificate", reader, files, problems)
        connection.key = file("key", reader, files, problems)
        connection.keyPassword = reader.text("keyPassword")
        connection.isInsecure = reader.flag("insecure") ?? false
        guard let minimum = reader["minimum"] else { return }
        connection.minimumTLS = minimum.string
        if !["1.2", "1.3"].contains(minimum.string), !minimum.isPending {
            problems.add("'minimum' must be \"1.2\" or \"1.3\", found \(Leaf.found(minimum))", at: minimum.location)
        }
    }

    /// The path of a file that must be there when the connection is made.
    private static func file(_ key: String, _ reader: ObjectReader, _ files: FileStore?, _ problems: Problems)
        -> String?
    {
        guard let name = reader.text(key), let node = reader[key] else { return nil }
        let path = FileStore.resolve(name, relativeTo: node.location.file.path)
        guard let files, !node.isPending else { return path }
        do throws(FileStore.Failure) {
            _ = try files.bytes(at: path)
        } catch {
            problems.add(
                "the file of 'tls.\(key)', \(error.path), \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
        }
        return path
    }
}
