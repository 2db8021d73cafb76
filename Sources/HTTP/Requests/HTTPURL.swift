internal import CIDN2
import URI

/// An `http` or `https` URL (RFC 9110, section 4.2) in the parts that a client needs: where to connect, what to ask
/// for, and who asks.
///
/// Path and query are kept as written, whatever they hold, as long as they can stand in a request line.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    /// A scheme that is sent.
    package enum Scheme: String, Sendable, Hashable, CustomStringConvertible {
        case http
        case https

        /// The scheme as it is written: without this, it would be found by reflection for each URL.
        package var description: String { rawValue }

        /// The port where a URL names none.
        package var defaultPort: UInt16 { self == .http ? 80 : 443 }

        /// The scheme that `url` begins with, in whatever case (RFC 3986, section 3.1); `nil` when it isn't an absolute
        /// URL of one.
        package static func of(_ url: some StringProtocol) -> Scheme? {
            guard let end = url.firstRange(of: "://") else { return nil }
            return Scheme(rawValue: url[..<end.lowerBound].lowercased())
        }
    }

    /// Scheme, host and port (RFC 9110, section 4.3.1).
    package struct Origin: Sendable, Hashable, CustomStringConvertible {
        package var scheme: Scheme
        /// In lower case; a name that isn't ASCII in its A-labels, an address of IPv6 in brackets.
        package var host: String
        package var port: UInt16

        /// `scheme://host`, with the port unless it is the scheme's.
        package var description: String { "\(scheme)://\(authority)" }

        /// The host, with the port unless it is the scheme's.
        package var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }
    }

    /// The credentials in a URL (RFC 3986, section 3.2.1), percent-decoded.
    package struct Credentials: Sendable, Hashable {
        package var user: [UInt8]
        package var password: [UInt8]

        /// The value of an `Authorization` field (RFC 7617, section 2).
        package var authorization: String { "Basic \(Base64.encode(user + [UInt8(ascii: ":")] + password))" }
    }

    /// Where it is.
    package let origin: Origin
    /// Who asks; `nil` where the URL doesn't say.
    package let credentials: Credentials?
    /// The value of `Host` (RFC 9110, section 7.2): the authority as written, without credentials, its name in
    /// A-labels.
    package let authority: String
    /// Path and query as written: the target in origin form (RFC 9112, section 3.2.1).
    package let target: String

    /// The parts of `text`.
    ///
    /// - Throws: a failure of category `request`; it names neither credentials nor the rest of the URL.
    package init(_ text: String) throws(ExchangeFailure) {
        guard FieldSyntax.isTarget(text.utf8) else {
            throw Self.failure("the URL contains a space or a control character: percent-encode it")
        }
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            throw Self.failure("the URL isn't absolute: it has to begin with a scheme, http:// or https://")
        }
        let name = text[..<colon].lowercased()
        guard let scheme = Scheme(rawValue: name) else {
            throw Self.failure("the URL's scheme is \(name.debugDescription); only http and https are sent")
        }
        let rest = bytes[bytes.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex(where: ByteClass.endsAuthority) ?? rest.endIndex
        let target = rest[end...].prefix { $0 != UInt8(ascii: "#") }
        self.target = (target.first == UInt8(ascii: "/") ? "" : "/") + String(Substring(target))
        var place = rest[..<end]
        if let at = place.lastIndex(of: UInt8(ascii: "@")) {
            credentials = Self.credentials(place[..<at])
            place = place[place.index(after: at)...]
        } else {
            credentials = nil
        }
        let (host, port) = try Self.hostAndPort(place)
        let ascii = try Self.ascii(host)
        authority = port.isEmpty ? ascii : "\(ascii):\(port)"
        guard let number = port.isEmpty ? scheme.defaultPort : UInt16(port) else {
            throw Self.failure("the URL's port, \(port.debugDescription), isn't a number up to 65535")
        }
        origin = Origin(scheme: scheme, host: ascii.lowercased(), port: number)
    }

    /// The target in absolute form, as a proxy gets it (RFC 9112, section 3.2.2): without credentials.
    package var absoluteForm: String { "\(origin.scheme)://\(authority)\(target)" }

    /// The URL without credentials.
    package var description: String { absoluteForm }

    private static func failure(_ text: String) -> ExchangeFailure { ExchangeFailure(.request, text) }

    private static func credentials(_ bytes: Substring.UTF8View) -> Credentials {
        let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        return Credentials(
            user: PercentCoding.decodedBytes(bytes[..<(colon ?? bytes.endIndex)]),
            password: colon.map { PercentCoding.decodedBytes(bytes[bytes.index(after: $0)...]) } ?? []
        )
    }

    private static func hostAndPort(_ place: Substring.UTF8View) throws(ExchangeFailure) -> (String, Substring) {
        let isAddress = place.first == UInt8(ascii: "[")
        let end: Substring.UTF8View.Index
        if isAddress {
            guard let bracket = place.firstIndex(of: UInt8(ascii: "]")) else {
                throw failure("the URL's host begins with a bracket that nothing closes")
            }
            end = place.index(after: bracket)
        } else {
            end = place.firstIndex(of: UInt8(ascii: ":")) ?? place.endIndex
        }
        let rest = place[end...]
        guard rest.isEmpty || rest.first == UInt8(ascii: ":") else {
            throw failure("something else than a port follows the address in the URL")
        }
        let port = rest.dropFirst()
        guard port.allSatisfy(ByteClass.isDigit) else {
            throw failure("the URL's port isn't a number")
        }
        return (String(Substring(place[..<end])), Substring(port))
    }

    /// The host in ASCII: names of other scripts in A-labels (RFC 5890).
    private static func ascii(_ host: String) throws(ExchangeFailure) -> String {
        guard !host.isEmpty else { throw failure("the URL has no host") }
        if host.utf8.first == UInt8(ascii: "[") {
            // An address of IPv6, with a zone perhaps: hexadecimal digits, points and what a zone's name has are token
            // characters.
            let isAddress = host.utf8.dropFirst().dropLast().allSatisfy { $0 == 0x3A || ByteClass.isToken($0) }
            guard isAddress, host.utf8.contains(UInt8(ascii: ":")) else {
                throw failure("the URL's host is in brackets and isn't an address of IPv6")
            }
            return host
        }
        let decoded = PercentCoding.decode(host) ?? host
        // Mapping may make of another character one that ends a host, and ends itself where a zero byte is.
        let isASCII = decoded.utf8.allSatisfy { $0 < 0x80 } || decoded.utf8.contains(0)
        let name = isASCII ? decoded : try aLabels(decoded)
        guard name.utf8.allSatisfy(ByteClass.isHostName), !name.isEmpty else {
            throw failure("the URL's host has a character that no host's name has")
        }
        return name
    }

    private static func aLabels(_ name: String) throws(ExchangeFailure) -> String {
        var labels: UnsafeMutablePointer<UInt8>?
        let code = idn2_lookup_u8(name, &labels, Int32(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue))
        defer { idn2_free(labels) }
        guard code == IDN2_OK.rawValue, let labels else {
            let reason = String(cString: idn2_strerror(code))
            throw failure("the URL's host, \(name.debugDescription), has no form in ASCII (RFC 5890): \(reason)")
        }
        return String(cString: labels)
    }
}
