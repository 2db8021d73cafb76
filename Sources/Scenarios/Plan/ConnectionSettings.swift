import Decoding
import Diagnostics
package import HTTP
import JSON
package import Results
import Substitution

/// How to connect to the endpoint.
package struct ConnectionSettings: Sendable, Hashable {
    /// The version of HTTP.
    package enum Version: String, Sendable, Hashable, CaseIterable {
        case auto
        case http1 = "1.1"
        case http2 = "2"
    }

    /// The version of HTTP.
    package var version = Version.auto
    /// The file of the certificates that are trusted; `nil` for the system's.
    package var certificateAuthority: String?
    /// The client's certificate file.
    package var certificate: String?
    /// Whether that file is an archive in PKCS#12 (RFC 7292), which holds the key too; else it is in PEM.
    package var isArchive = false
    /// The client's key file.
    package var key: String?
    /// The key file's password.
    package var keyPassword: String?
    /// The least version of TLS, `1.2` or `1.3`.
    package var minimumTLS: String?
    /// Whether certificates are not verified.
    package var isInsecure = false
    /// The proxy's URL.
    package var proxy: String?
    /// The proxies that the environment names, where they are used and ``proxy`` is none.
    package var environmentProxy: ProxyOptions?
    /// Addresses in place of name look-ups.
    package var addresses = HostAddresses()
    /// In nanoseconds.
    package var connectTimeout: UInt64 = 10_000_000_000
    /// The largest header section, in bytes.
    package var maxHeader = 64 << 10
    /// The largest content, in bytes.
    package var maxBody = 16 << 20
    /// How many redirects are followed.
    package var redirects = 0
    /// Whether compressed content is asked for and decompressed.
    package var decompresses = true
    /// Whether cookies are kept for the steps of a scenario.
    package var keepsCookies = true
    /// Whether connections are used again.
    package var reusesConnections = true
    /// Whether a request may be sent again when a connection that was used before ends without an answer.
    package var resends = true

    /// The defaults.
    package init() {}

    /// The proxy that requests to `url` go through; `nil` where there is none.
    package func proxy(for url: String) -> String? {
        guard proxy != nil || environmentProxy != nil, address(of: url) == nil else { return nil }
        guard let url = try? HTTPURL(url) else { return proxy }
        return (proxy.map { ProxyOptions(url: $0) } ?? environmentProxy)?.url(for: url.origin)
    }

    /// The address that connections to the host of `url` go to; `nil` where its name is looked up.
    package func address(of url: String) -> String? {
        guard !addresses.isEmpty, let url = try? HTTPURL(url) else { return nil }
        return addresses.address(of: url.origin)
    }

    /// The same of a proxy at `url`.
    package func address(ofProxy url: String) -> String? {
        addresses.isEmpty ? nil : ProxyOptions.place(of: url).flatMap(addresses.address)
    }
}

/// Decodes a `connection` whose `${...}` are replaced.
enum ConnectionDecoder {
    static let keys = [
        "http", "tls", "proxy", "resolve", "connectTimeout", "maxHeader", "maxBody", "redirects", "decompress",
        "cookies", "reuse",
        "resend",
    ]

    /// - Parameter files: Where the files that it names must be; `nil` when they need not be there.
    static func decode(_ node: JSONNode?, files: FileStore?, _ problems: Problems) -> ConnectionSettings {
        var connection = ConnectionSettings()
        guard let node, let reader = ObjectReader(node, "'connection'", keys: keys, problems) else { return connection }
        if let http = reader["http"] { connection.version = version(http, problems) }
        if let tls = reader["tls"] { decode(tls: tls, into: &connection, files, problems) }
        connection.proxy = reader["proxy"].flatMap { proxy($0, problems) }
        if let resolve = reader["resolve"] { connection.addresses = addresses(resolve, problems) }
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

    /// The URL of a proxy; an empty text is none, as of a variable that may name one.
    private static func proxy(_ node: JSONNode, _ problems: Problems) -> String? {
        guard let text = Leaf.text(node, "'proxy'", problems), !text.isEmpty, !node.isPending else { return nil }
        guard ProxyOptions.isTaken(text) else {
            // What was found may hold a password.
            let found = text.contains("@") ? "" : ", found '\(text)'"
            let schemes = ProxyOptions.schemes.map { "\($0)://" }.joined(separator: ", ")
            problems.add(
                "'proxy' must be a URL that begins with \(schemes)\(found)",
                at: node.location,
                help: "write for example http://127.0.0.1:3128; an empty text is no proxy"
            )
            return nil
        }
        return text
    }

    /// Where names lead; a name whose address is an empty text is looked up, as of a variable that may hold one.
    private static func addresses(_ node: JSONNode, _ problems: Problems) -> HostAddresses {
        var addresses = HostAddresses()
        guard let members = ObjectReader.members(of: node, "'resolve'", problems) else { return addresses }
        for member in members where !member.value.isPending {
            guard let address = Leaf.text(member.value, "an address", problems), !address.isEmpty else { continue }
            do throws(HostAddresses.Mistake) {
                try addresses.add(member.name, address)
            } catch {
                problems.add(
                    "'resolve': \(error.message)",
                    at: error.isOfAddress ? member.value.location : member.nameLocation,
                    help: error.help
                )
            }
        }
        return addresses
    }

    private static func version(_ node: JSONNode, _ problems: Problems) -> ConnectionSettings.Version {
        if let version = node.string.flatMap(ConnectionSettings.Version.init(rawValue:)) { return version }
        if !node.isPending {
            problems.add("'http' must be \"auto\", \"1.1\" or \"2\", found \(Leaf.found(node))", at: node.location)
        }
        return .auto
    }

    private static func decode(
        tls node: JSONNode,
        into connection: inout ConnectionSettings,
        _ files: FileStore?,
        _ problems: Problems
    ) {
        let keys = ["ca", "certificate", "key", "keyPassword", "minimum", "insecure"]
        guard let reader = ObjectReader(node, "'tls'", keys: keys, problems) else { return }
        connection.certificateAuthority = file("ca", reader, files, problems)?.path
        let certificate = file("certificate", reader, files, problems)
        connection.certificate = certificate?.path
        connection.isArchive = certificate.map { ClientArchive.isOne($0.bytes, named: $0.path) } ?? false
        connection.key = file("key", reader, files, problems)?.path
        if connection.isArchive, let key = reader["key"], connection.key != nil {
            problems.add(
                "'certificate' is a PKCS#12 file, which holds the key too: 'key' has nothing to do",
                at: key.location,
                help: "leave 'key' out; 'keyPassword' opens the PKCS#12 file"
            )
        }
        connection.keyPassword = reader.text("keyPassword")
        if reader["certificate"] == nil, let lone = reader.present(["key", "keyPassword"]).first {
            problems.add(
                "'\(lone.name)' is nothing without 'certificate'",
                at: lone.nameLocation,
                help: "name the file of the client's certificate in 'certificate', in PEM or PKCS#12"
            )
        }
        connection.isInsecure = reader.flag("insecure") ?? false
        guard let minimum = reader["minimum"] else { return }
        connection.minimumTLS = minimum.string
        if !["1.2", "1.3"].contains(minimum.string), !minimum.isPending {
            problems.add("'minimum' must be \"1.2\" or \"1.3\", found \(Leaf.found(minimum))", at: minimum.location)
        }
    }

    /// A file that must be there when the connection is made, and its content where that is known.
    private static func file(_ key: String, _ reader: ObjectReader, _ files: FileStore?, _ problems: Problems)
        -> (path: String, bytes: [UInt8])?
    {
        guard let name = reader.text(key), let node = reader[key] else { return nil }
        let path = FileStore.resolve(name, relativeTo: node.location.file.path)
        guard let files, !node.isPending else { return (path, []) }
        do throws(FileStore.Failure) {
            return (path, try files.bytes(at: path))
        } catch {
            problems.add(
                "the file of 'tls.\(key)', \(error.path), \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
        }
        return (path, [])
    }
}

/// A client's certificate with its key in one file: PKCS#12 (RFC 7292), as browsers and Windows export it.
enum ClientArchive {
    /// Whether `bytes` are one; where they aren't known, whether the file is named as one.
    static func isOne(_ bytes: [UInt8], named path: String) -> Bool {
        guard !bytes.isEmpty else { return [".p12", ".pfx"].contains(where: path.lowercased().hasSuffix) }
        // A sequence in DER or BER that begins with its version, the integer 3 (RFC 7292, section 4).
        guard bytes.count > 2, bytes[0] == 0x30 else { return false }
        let lengths = bytes[1] > 0x80 ? Int(bytes[1] - 0x80) : 0
        return bytes.dropFirst(2 + lengths).starts(with: [0x02, 0x01, 0x03])
    }
}

/// What a suite makes of answers that break the standard and can be read all the same: a remark, or a failure.
package struct ProtocolRules: Sendable, Hashable {
    /// A deviation that may be, and why.
    struct Allowance: Sendable, Hashable {
        var deviation: Deviation
        var reason: String
    }

    /// Whether deviations fail a case.
    package var isStrict = false
    var allowances: [Allowance] = []

    /// Deviations are remarks.
    package init() {}

    /// The deviations that fail a case.
    package var forbidden: Deviations {
        guard isStrict else { return [] }
        return allowances.reduce(into: .all) { $0.remove($1.deviation) }
    }

    /// What is wrong with a response that has `deviations`.
    package func findings(_ deviations: Deviations) -> [Finding] {
        deviations.intersection(forbidden).map { deviation in
            Finding(
                "protocol.\(deviation.name)",
                expected: "an answer that keeps \(deviation.section)",
                found: deviation.text
            )
        }
    }

    /// Remarks on deviations that fail nothing, and how many responses had each.
    package func remarks(_ counts: [Deviation: Int]) -> [String] {
        counts.keys.filter { !forbidden.contains($0) }.sorted { $0.rawValue < $1.rawValue }.map { deviation in
            let count = counts[deviation] ?? 1
            let times = count > 1 ? ", \(count) times" : ""
            let reason = allowances.first { $0.deviation == deviation }.map { "; allowed: \($0.reason)" } ?? ""
            return "protocol.\(deviation.name): \(deviation.text) (\(deviation.section))\(times)\(reason)"
        }
    }

    /// `"strict"`, or an object with what is allowed all the same.
    static func decode(_ node: JSONNode?, _ problems: Problems) -> ProtocolRules {
        var rules = ProtocolRules()
        guard let node else { return rules }
        rules.isStrict = true
        guard node.kind == .object else {
            if node.string != "strict" {
                problems.add(
                    "'protocol' must be \"strict\", or an object with what is allowed, found \(Leaf.found(node))",
                    at: node.location,
                    help: "leave it out where deviations from the standard are remarks"
                )
            }
            return rules
        }
        guard let reader = ObjectReader(node, "'protocol'", keys: ["allow"], problems),
            let allow = reader.required("allow", "'protocol'"),
            let members = ObjectReader.members(of: allow, "'allow'", problems)
        else { return rules }
        for member in members {
            guard let deviation = Deviation(name: member.name) else {
                let names = Deviation.allCases.map(\.name)
                problems.add(
                    "there is no deviation called '\(member.name)'",
                    at: member.nameLocation,
                    help: UnknownName.help(member.name, among: names)
                )
                continue
            }
            guard let reason = Leaf.text(member.value, "the reason", problems) else { continue }
            if reason.isEmpty {
                problems.add("a reason says why '\(member.name)' is allowed", at: member.value.location)
            }
            rules.allowances.append(Allowance(deviation: deviation, reason: reason))
        }
        return rules
    }
}
