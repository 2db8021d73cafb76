import Glibc

/// Where hosts' names lead in place of a look-up, as curl's `--resolve` has it: connections go to the address; the URL,
/// `Host`, the name in TLS and the check of the certificate keep the name.
///
/// A host that is here is reached directly, whatever proxy there is. A proxy's own name is looked up here too.
package struct HostAddresses: Sendable, Hashable {
    /// Where one name leads.
    package struct Entry: Sendable, Hashable {
        /// As in an ``HTTPURL/Origin``.
        package let host: String
        /// `nil` for every port.
        package let port: UInt16?
        /// An address of IPv4, or of IPv6 without brackets, in its canonical form (RFC 5952).
        package let address: String
    }

    /// What is wrong with an entry.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
        package let help: String
        /// Whether it is the address that is wrong; else the host.
        package let isOfAddress: Bool
    }

    /// The entries in the order in which they were added.
    package private(set) var entries: [Entry] = []

    /// Every name is looked up.
    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    /// Has connections to `place`, a host's name with or without a port (`api.example.com:8443`), go to `address`; one
    /// with a port goes before one without.
    package mutating func add(_ place: String, _ address: String) throws(Mistake) {
        let (host, port) = try Self.host(place)
        guard let canonical = Self.canonical(address) else {
            throw Mistake(
                message: "'\(place)' must lead to an IP address, found \(address.debugDescription)",
                help: "write an address of IPv4 or IPv6, such as 127.0.0.1 or ::1",
                isOfAddress: true
            )
        }
        guard !entries.contains(where: { $0.host == host && $0.port == port }) else {
            throw Mistake(message: "'\(place)' leads to two addresses", help: "keep one of them", isOfAddress: false)
        }
        entries.append(Entry(host: host, port: port, address: canonical))
    }

    /// These with those of `other`, which go before them.
    package func overridden(by other: HostAddresses) -> HostAddresses {
        var both = other
        both.entries += entries.filter { own in
            !other.entries.contains { $0.host == own.host && ($0.port == nil || $0.port == own.port) }
        }
        return both
    }

    /// The address that connections to `origin` go to; `nil` where its name is looked up.
    package func address(of origin: HTTPURL.Origin) -> String? {
        let own = entries.filter { $0.host == origin.host }
        return (own.first { $0.port == origin.port } ?? own.first { $0.port == nil })?.address
    }

    /// What curl's `--resolve` says of `origin`; `nil` where its name is looked up.
    package func curlEntry(of origin: HTTPURL.Origin) -> String? {
        address(of: origin).map { Self.curlEntry(origin.host, origin.port, $0) }
    }

    /// All that curl's `--resolve` can say: it knows no entry for every port, so the schemes' own stand for them.
    package var curlEntries: [String] {
        entries.flatMap { entry in
            let ports = entry.port.map { [$0] } ?? [HTTPURL.Scheme.http, .https].map(\.defaultPort)
            return ports.map { Self.curlEntry(entry.host, $0, entry.address) }
        }
    }

    private static func curlEntry(_ host: String, _ port: UInt16, _ address: String) -> String {
        "\(host):\(port):\(address.contains(":") ? "[\(address)]" : address)"
    }

    private static func host(_ place: String) throws(Mistake) -> (String, UInt16?) {
        func mistake(_ message: String, _ help: String) -> Mistake {
            Mistake(message: message, help: help, isOfAddress: false)
        }
        guard canonical(String(place.prefix { $0 != ":" })) == nil, canonical(place) == nil,
            place.utf8.first != UInt8(ascii: "[")
        else {
            throw mistake(
                "'\(place)' is an address, and only names lead to others",
                "write the address into the URL, or a host's name here"
            )
        }
        let example = "write a host's name, with its port or without: api.example.com, api.example.com:8443"
        guard let url = try? HTTPURL("http://\(place)/"), url.target == "/", url.credentials == nil,
            // A dot at the end makes another name of it, and libcurl doesn't always keep the two apart.
            url.origin.host.utf8.last != UInt8(ascii: "."), url.origin.host.utf8.allSatisfy(isPartOfName),
            !endsInNumber(url.origin.host)
        else { throw mistake("'\(place)' is no host's name", example) }
        let port = url.authority.utf8.contains(UInt8(ascii: ":")) ? url.origin.port : nil
        guard port != 0 else { throw mistake("'\(place)' has port 0, which no URL leads to", example) }
        return (url.origin.host, port)
    }

    /// Whether `host` is an address in a form that some programs take, such as `127.1` or `0x7f.1`: no top-level domain
    /// is a number.
    private static func endsInNumber(_ host: String) -> Bool {
        guard let last = host.split(separator: ".").last else { return true }
        return last.hasPrefix("0x") || last.utf8.allSatisfy(ByteClass.isDigit)
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        ByteClass.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || "-._".utf8.contains(byte)
    }

    /// An address as it is written usually; `nil` for what is none. One of IPv6 may be in brackets.
    private static func canonical(_ text: String) -> String? {
        var address = text
        if text.hasPrefix("["), text.hasSuffix("]"), text.contains(":") {
            address = String(text.dropFirst().dropLast())
        }
        guard address.utf8.allSatisfy({ $0 != 0 }) else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let size = socklen_t(buffer.count)
        var four = in_addr()
        var six = in6_addr()
        let isWritten =
            if inet_pton(AF_INET, address, &four) == 1 {
                inet_ntop(AF_INET, &four, &buffer, size) != nil
            } else {
                inet_pton(AF_INET6, address, &six) == 1 && inet_ntop(AF_INET6, &six, &buffer, size) != nil
            }
        guard isWritten else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
