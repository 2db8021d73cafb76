import HTTP
import Signing

/// A `curl` command that repeats a request as it was sent, in one line for a POSIX shell, secrets as shell variables.
///
/// It tells curl each field that was sent, and to leave out each of its own that wasn't.
package struct CurlCommand {
    private let shell: ShellWord
    private let connection: ConnectionSettings
    /// Who answers a challenge by digest authentication: what was answered once isn't taken again.
    private let digest: DigestCredentials?

    /// A content longer than this is not repeated in full: the command says so.
    static let longestContent = 16 << 10

    init(redactor: Redactor, connection: ConnectionSettings, digest: DigestCredentials? = nil) {
        shell = ShellWord(redactor: redactor)
        self.connection = connection
        self.digest = digest
    }

    /// The command for `request`. When `isComplete`, its fields are all that were sent; else the client adds its own.
    /// It follows redirects as the connection does, unless that is forbidden.
    func text(_ request: HTTPRequest, isComplete: Bool, mayFollow: Bool) -> String {
        let url = Self.withoutUserInformation(request.url)
        var command = "curl -sS -i"
        for option in options(url, mayFollow: mayFollow) + method(request) { command += " \(option)" }
        command += " --path-as-is --globoff \(word(url))"
        if let digest { command += " --digest -u \(word("\(digest.user):\(digest.password)"))" }
        let authority = Self.authority(url)
        for field in request.headers.all { command += option(for: field, of: request, authority) }
        command += withoutOwn(request, isComplete: isComplete)
        return request.body.map { content($0, command) } ?? command
    }

    private func word(_ text: String) -> String { shell.word(text) }

    private func options(_ url: String, mayFollow: Bool) -> [String] {
        let isTLS = url.hasPrefix("https:")
        let proxy = connection.proxy(for: url)
        var options: [String] = []
        if isTLS {
            if connection.isInsecure { options.append("--insecure") }
            if let file = connection.certificateAuthority { options.append("--cacert \(word(file))") }
            if let file = connection.certificate { options.append("--cert \(word(file))") }
            if connection.isArchive { options.append("--cert-type P12") }
            if let file = connection.key { options.append("--key \(word(file))") }
            if let password = connection.keyPassword { options.append("--pass \(word(password))") }
            if connection.minimumTLS == "1.3" { options.append("--tlsv1.3") }
        }
        if let proxy { options.append("-x \(word(proxy))") }
        options += resolve(url, proxy: proxy, mayFollow: mayFollow).map { "--resolve \(word($0))" }
        switch connection.version {
        case .auto: break
        case .http1: options.append("--http1.1")
        // Without TLS, --http2 asks for a change of protocols, which isn't what was sent; a proxy is spoken to by
        // HTTP/1.1.
        case .http2 where isTLS: options.append("--http2")
        case .http2: options.append(proxy == nil ? "--http2-prior-knowledge" : "--http1.1")
        }
        if connection.redirects > 0, mayFollow {
            options.append("-L --max-redirs \(connection.redirects)")
            // Cookies that come on the way go with the next request, as they do here.
            if connection.keepsCookies { options.append("-b ''") }
        }
        return options
    }

    /// Where names lead: those of the URL or its proxy, and of all that redirects may go to.
    private func resolve(_ url: String, proxy: String?, mayFollow: Bool) -> [String] {
        guard !connection.addresses.isEmpty else { return [] }
        let first = proxy.map(ProxyOptions.place) ?? (try? HTTPURL(url))?.origin
        var entries = first.flatMap(connection.addresses.curlEntry).map { [$0] } ?? []
        if connection.redirects > 0, mayFollow {
            entries += connection.addresses.curlEntries.filter { !entries.contains($0) }
        }
        return entries
    }

    /// What makes curl use the method; nothing where it does so by itself, as `-X` would hold after a redirect too.
    private func method(_ request: HTTPRequest) -> [String] {
        switch (request.method, request.body) {
        case ("GET", nil), ("POST", .some): []
        case ("HEAD", nil): ["-I"]
        default: ["-X \(word(request.method))"]
        }
    }

    /// What has curl send `field`, with a space before it; nothing where it does so by itself.
    private func option(for field: HeaderField, of request: HTTPRequest, _ authority: Substring) -> String {
        func isNamed(_ name: String) -> Bool { HeaderFields.sameName(field.name, name) }
        if isNamed("Host"), field.value == authority { return "" }
        if isNamed("Authorization"), digest != nil { return "" }
        if isNamed("Content-Length"), let body = request.body, field.value == "\(body.count)" { return "" }
        if isNamed("Cookie"), !field.value.isEmpty, request.headers.values("Cookie").count == 1 {
            return " -b \(word(field.value))"
        }
        // curl takes "Name:" for a field to leave out, and sends "Name;" as one without a value.
        if Self.isBlank(field.value) { return " -H \(word("\(field.name);"))" }
        if isNamed("User-Agent") { return " -A \(word(field.value))" }
        return "\(isNamed("Accept-Encoding") ? " --compressed" : "") -H \(word("\(field.name): \(field.value)"))"
    }

    /// What keeps curl from adding fields that weren't sent: one without a value does.
    private func withoutOwn(_ request: HTTPRequest, isComplete: Bool) -> String {
        var own = isComplete ? ["Host", "User-Agent", "Accept"] : ["Accept"]
        if let body = request.body {
            own.append("Content-Type")
            if body.count > Self.longestContent { own.append("Expect") }
        }
        return own.map { request.has($0) ? "" : " -H '\($0):'" }.joined()
    }

    private static func isBlank(_ value: String) -> Bool { value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    private func content(_ body: [UInt8], _ command: String) -> String {
        guard body.count <= Self.longestContent else {
            return "\(command) --data-binary @content.bin # the \(body.count) bytes of content aren't shown here: "
                + "put them into content.bin"
        }
        // In contrast to --data-binary, --data-raw doesn't take a content that begins with @ for the name of a file.
        if let word = shell.plainWord(body) { return "\(command) --data-raw \(word)" }
        return "\(shell.writing(body)) | \(command) --data-binary @-"
    }

    /// `url` without the credentials in it, which are among the fields of a request.
    package static func withoutUserInformation(_ url: String) -> String {
        guard url.utf8.contains(UInt8(ascii: "@")) else { return url }
        let authority = authority(url)
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<authority.startIndex]) + String(url[authority.index(after: at)...])
    }

    /// The host and port, with credentials, in `url`.
    static func authority(_ url: String) -> Substring {
        // By bytes: a slash with a combining mark behind it is a slash all the same.
        let bytes = url.utf8
        let colon = bytes.indices.first { bytes[$0] == UInt8(ascii: ":") && bytes[$0...].starts(with: "://".utf8) }
        let start = colon.map { bytes.index($0, offsetBy: 3) } ?? bytes.startIndex
        return Substring(bytes[start...].prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 })
    }
}

/// Names of shell variables (POSIX.1-2017, XBD section 3.235).
package enum ShellName {
    /// Whether `byte` may stand in a name.
    static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }

    /// A variable's name in capitals, words apart: `appSecret` becomes `APP_SECRET`.
    package static func make(_ name: String) -> String {
        var shell = ""
        var previous: Unicode.Scalar?
        for scalar in name.unicodeScalars {
            if scalar.properties.isUppercase, let previous, previous.properties.isLowercase { shell += "_" }
            previous = scalar
            shell +=
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                ? scalar.properties.uppercaseMapping : "_"
        }
        let startsWithDigit = shell.utf8.first.map { (0x30...0x39).contains($0) } ?? true
        return startsWithDigit ? "_\(shell)" : shell
    }
}
