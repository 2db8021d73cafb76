/// The options of curl: which take a value, and what they mean for a suite.
enum CurlOption {
    case method, header, data, dataRaw, dataBinary, dataURLEncoded, json, form, formString, get, head, user, bearer
    case cookie, userAgent, referer, insecure, location, maxRedirects, maxTime, connectTimeout, compressed, proxy,
        resolve, url
    case upload, http1, http2, authority, certificate, key, keyPassword, tls12, tls13, retry, range, next, digest, basic
    case awsSignature, globOff, pathAsIs
    /// What says how curl prints, writes or reads, which a suite has its own ways for.
    case printing
    /// What has a value and no place in a suite.
    case unknownWithValue
    /// What has none.
    case unknown

    /// Whether the next word is its value.
    var takesValue: Bool {
        switch self {
        case .method, .header, .data, .dataRaw, .dataBinary, .dataURLEncoded, .json, .form, .formString, .user, .bearer,
            .cookie, .userAgent, .referer, .maxRedirects, .maxTime, .connectTimeout, .proxy, .resolve, .url, .upload,
            .authority,
            .certificate, .key, .keyPassword, .retry, .range, .awsSignature, .unknownWithValue:
            true
        case .get, .head, .insecure, .location, .compressed, .http1, .http2, .tls12, .tls13, .next, .digest, .basic,
            .globOff, .pathAsIs, .printing, .unknown:
            false
        }
    }

    /// The option of a long name, without its dashes.
    static func long(_ name: String) -> CurlOption {
        if let known = longNames[name] { return known }
        if withValue.contains(name) { return .unknownWithValue }
        return printingNames.contains(name) ? .printing : .unknown
    }

    /// The option of a letter.
    static func short(_ letter: Character) -> CurlOption {
        if let known = letters[letter] { return known }
        if "oDwcKPQCYyzthu".contains(letter) { return .unknownWithValue }
        return "sSvifN#Oj".contains(letter) ? .printing : .unknown
    }

    private static let longNames: [String: CurlOption] = [
        "request": .method, "header": .header, "data": .data, "data-ascii": .data, "data-raw": .dataRaw,
        "data-binary": .dataBinary, "data-urlencode": .dataURLEncoded, "json": .json, "form": .form,
        "form-string": .formString, "get": .get, "head": .head, "user": .user, "oauth2-bearer": .bearer,
        "cookie": .cookie, "user-agent": .userAgent, "referer": .referer, "insecure": .insecure,
        "location": .location, "location-trusted": .location, "max-redirs": .maxRedirects, "max-time": .maxTime,
        "connect-timeout": .connectTimeout, "compressed": .compressed, "proxy": .proxy, "resolve": .resolve,
        "url": .url,
        "upload-file": .upload, "http1.1": .http1, "http1.0": .unknown, "http2": .http2,
        "http2-prior-knowledge": .http2, "cacert": .authority, "cert": .certificate, "key": .key, "pass": .keyPassword,
        "tlsv1.2": .tls12,
        "tlsv1.3": .tls13, "retry": .retry, "range": .range, "next": .next, "digest": .digest, "basic": .basic,
        "aws-sigv4": .awsSignature, "globoff": .globOff, "path-as-is": .pathAsIs,
    ]
    private static let letters: [Character: CurlOption] = [
        "X": .method, "H": .header, "d": .data, "F": .form, "G": .get, "I": .head, "u": .user, "b": .cookie,
        "A": .userAgent, "e": .referer, "k": .insecure, "L": .location, "m": .maxTime, "x": .proxy,
        "T": .upload, "E": .certificate, "r": .range, ":": .next, "g": .globOff,
    ]
    private static let printingNames: Set<String> = [
        "silent", "show-error", "verbose", "include", "fail", "fail-with-body", "fail-early", "no-buffer",
        "progress-bar", "remote-name", "no-progress-meter", "trace-time", "disable",
    ]
    private static let withValue: Set<String> = [
        "output", "write-out", "dump-header", "cookie-jar", "config", "trace", "trace-ascii", "stderr", "output-dir",
        "connect-to", "interface", "limit-rate", "cert-type", "key-type", "ciphers",
        "tls-max", "retry-delay", "retry-max-time", "proxy-user", "proxy-header", "noproxy", "unix-socket", "socks5",
        "socks5-hostname", "preproxy", "doh-url", "dns-servers", "netrc-file", "capath", "crlfile", "pinnedpubkey",
        "proto", "proto-default", "speed-limit", "speed-time", "keepalive-time", "time-cond", "max-filesize",
        "continue-at", "quote", "service-name", "url-query", "variable", "rate", "parallel-max", "expect100-timeout",
    ]
}
