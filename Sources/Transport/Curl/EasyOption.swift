import CCurl

/// An option of `curl_easy_setopt` that takes a `Value`: a value of another type doesn't compile.
struct EasyOption<Value>: Sendable {
    let code: CURLoption

    init(_ code: CURLoption) { self.code = code }
}

extension EasyOption where Value == String? {
    static var url: Self { Self(CURLOPT_URL) }
    static var requestTarget: Self { Self(CURLOPT_REQUEST_TARGET) }
    static var customRequest: Self { Self(CURLOPT_CUSTOMREQUEST) }
    static var protocols: Self { Self(CURLOPT_PROTOCOLS_STR) }
    static var userAgent: Self { Self(CURLOPT_USERAGENT) }
    static var acceptEncoding: Self { Self(CURLOPT_ACCEPT_ENCODING) }
    static var proxy: Self { Self(CURLOPT_PROXY) }
    static var noProxy: Self { Self(CURLOPT_NOPROXY) }
    static var caFile: Self { Self(CURLOPT_CAINFO) }
    static var caFolder: Self { Self(CURLOPT_CAPATH) }
    static var clientCertificate: Self { Self(CURLOPT_SSLCERT) }
    static var clientKey: Self { Self(CURLOPT_SSLKEY) }
    static var clientKeyPassword: Self { Self(CURLOPT_KEYPASSWD) }
    static var unixSocket: Self { Self(CURLOPT_UNIX_SOCKET_PATH) }
}

extension EasyOption where Value == Bool {
    static var noSignal: Self { Self(CURLOPT_NOSIGNAL) }
    static var noBody: Self { Self(CURLOPT_NOBODY) }
    static var get: Self { Self(CURLOPT_HTTPGET) }
    static var post: Self { Self(CURLOPT_POST) }
    static var pathAsIs: Self { Self(CURLOPT_PATH_AS_IS) }
    static var http09Allowed: Self { Self(CURLOPT_HTTP09_ALLOWED) }
    static var verifyPeer: Self { Self(CURLOPT_SSL_VERIFYPEER) }
    static var freshConnect: Self { Self(CURLOPT_FRESH_CONNECT) }
    static var forbidReuse: Self { Self(CURLOPT_FORBID_REUSE) }
    static var quickExit: Self { Self(CURLOPT_QUICK_EXIT) }
    static var suppressConnectHeaders: Self { Self(CURLOPT_SUPPRESS_CONNECT_HEADERS) }
    static var alpnEnabled: Self { Self(CURLOPT_SSL_ENABLE_ALPN) }
    static var connectOnly: Self { Self(CURLOPT_CONNECT_ONLY) }
    static var verbose: Self { Self(CURLOPT_VERBOSE) }
}

extension EasyOption where Value == Int {
    static var httpVersion: Self { Self(CURLOPT_HTTP_VERSION) }
    static var timeoutMilliseconds: Self { Self(CURLOPT_TIMEOUT_MS) }
    static var connectTimeoutMilliseconds: Self { Self(CURLOPT_CONNECTTIMEOUT_MS) }
    static var verifyHost: Self { Self(CURLOPT_SSL_VERIFYHOST) }
    static var tlsVersion: Self { Self(CURLOPT_SSLVERSION) }
    static var addressFamily: Self { Self(CURLOPT_IPRESOLVE) }
}

extension EasyOption where Value == Int64 {
    static var contentSize: Self { Self(CURLOPT_POSTFIELDSIZE_LARGE) }
}

extension EasyOption where Value == UnsafeMutableRawPointer? {
    static var errorBuffer: Self { Self(CURLOPT_ERRORBUFFER) }
    static var share: Self { Self(CURLOPT_SHARE) }
    static var privateData: Self { Self(CURLOPT_PRIVATE) }
    static var headerData: Self { Self(CURLOPT_HEADERDATA) }
    static var writeData: Self { Self(CURLOPT_WRITEDATA) }
    static var prereqData: Self { Self(CURLOPT_PREREQDATA) }
    static var debugData: Self { Self(CURLOPT_DEBUGDATA) }
}

/// A `curl_slist`, which the caller keeps alive as long as the handle may read it.
extension EasyOption where Value == UnsafeMutablePointer<curl_slist>? {
    static var headers: Self { Self(CURLOPT_HTTPHEADER) }
    static var resolve: Self { Self(CURLOPT_RESOLVE) }
}

extension EasyOption where Value == curl_write_callback {
    static var headerFunction: Self { Self(CURLOPT_HEADERFUNCTION) }
    static var writeFunction: Self { Self(CURLOPT_WRITEFUNCTION) }
}

extension EasyOption where Value == curl_prereq_callback {
    static var prereqFunction: Self { Self(CURLOPT_PREREQFUNCTION) }
}

extension EasyOption where Value == curl_debug_callback {
    static var debugFunction: Self { Self(CURLOPT_DEBUGFUNCTION) }
}
