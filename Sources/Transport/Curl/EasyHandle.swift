import CCurl

/// One `CURL *` and the buffer for its error text, cleaned up with their last owner; used again by one transfer after
/// the other.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>

    init() throws(CurlError) {
        guard let pointer = curl_easy_init() else { throw CurlError("libcurl has no memory for a transfer") }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorBuffer.deallocate()
    }

    /// Sets every option back; connections, the DNS cache and TLS sessions stay.
    func reset() throws(CurlError) {
        curl_easy_reset(pointer)
        errorBuffer[0] = 0
        try set(.errorBuffer, errorBuffer)
    }

    /// libcurl's text about what went wrong; empty when it has none.
    var errorText: String { String(cString: errorBuffer) }

    func set(_ option: EasyOption<String?>, _ value: String?) throws(CurlError) {
        try check(muster_easy_set_string(pointer, option.code, value))
    }

    func set(_ option: EasyOption<Bool>, _ value: Bool) throws(CurlError) {
        try check(muster_easy_set_long(pointer, option.code, value ? 1 : 0))
    }

    func set(_ option: EasyOption<Int>, _ value: Int) throws(CurlError) {
        try check(muster_easy_set_long(pointer, option.code, value))
    }

    func set(_ option: EasyOption<Int64>, _ value: Int64) throws(CurlError) {
        try check(muster_easy_set_off(pointer, option.code, curl_off_t(value)))
    }

    func set(
        _ option: EasyOption<UnsafeMutableRawPointer?>,
        _ value: UnsafeMutableRawPointer?
    ) throws(CurlError) {
        try check(muster_easy_set_pointer(pointer, option.code, value))
    }

    func set(
        _ option: EasyOption<UnsafeMutablePointer<curl_slist>?>,
        _ value: UnsafeMutablePointer<curl_slist>?
    ) throws(CurlError) {
        try check(muster_easy_set_list(pointer, option.code, value))
    }

    func set(_ option: EasyOption<curl_write_callback>, _ value: curl_write_callback) throws(CurlError) {
        try check(muster_easy_set_write(pointer, option.code, value))
    }

    func set(_ option: EasyOption<curl_prereq_callback>, _ value: curl_prereq_callback) throws(CurlError) {
        try check(muster_easy_set_prereq(pointer, option.code, value))
    }

    func set(_ option: EasyOption<curl_debug_callback>, _ value: curl_debug_callback) throws(CurlError) {
        try check(muster_easy_set_debug(pointer, option.code, value))
    }

    /// Sets the content; libcurl copies it.
    func set(content: [UInt8]) throws(CurlError) {
        try set(.contentSize, Int64(content.count))
        // An empty array has no address, which would mean: no content.
        let code = (content.isEmpty ? [0] : content).withUnsafeBytes { bytes in
            muster_easy_set_pointer(
                pointer,
                CURLOPT_COPYPOSTFIELDS,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            )
        }
        try check(code)
    }

    func get(_ info: EasyInfo<Int>) -> Int {
        var value = 0
        _ = muster_easy_get_long(pointer, info.code, &value)
        return value
    }

    func get(_ info: EasyInfo<curl_socket_t>) -> curl_socket_t {
        var value = curl_socket_t(CURL_SOCKET_BAD)
        _ = muster_easy_get_socket(pointer, info.code, &value)
        return value
    }

    func get(_ info: EasyInfo<Int64>) -> Int64 {
        var value: curl_off_t = 0
        _ = muster_easy_get_off(pointer, info.code, &value)
        return Int64(value)
    }

    func get(_ info: EasyInfo<String>) -> String? {
        var value: UnsafePointer<CChar>?
        _ = muster_easy_get_string(pointer, info.code, &value)
        return value.map { String(cString: $0) }
    }

    /// An address and a port as one text; `nil` without an address.
    static func place(_ address: String?, _ port: Int) -> String? {
        guard let address, !address.isEmpty else { return nil }
        return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private func check(_ code: CURLcode) throws(CurlError) {
        guard code != CURLE_OK else { return }
        throw CurlError(String(cString: curl_easy_strerror(code)), code: Int32(bitPattern: code.rawValue))
    }
}

extension EasyHandle {
    /// Sets how the connection is made: version, proxy, addresses. Every user of libcurl here connects in this way.
    ///
    /// - Parameter resolve: What ``ClientConfiguration/resolved(_:)`` says, as libcurl's list, which outlives the
    ///   handle's use of it.
    func setConnection(
        _ configuration: ClientConfiguration,
        isTLS: Bool,
        proxy: String?,
        resolve: UnsafeMutablePointer<curl_slist>?
    ) throws(CurlError) {
        try set(.httpVersion, Self.version(configuration.version, isTLS: isTLS))
        // An empty proxy keeps libcurl from asking the environment.
        try set(.proxy, proxy ?? "")
        try set(.noProxy, "")
        try set(.suppressConnectHeaders, true)
        switch configuration.addressFamily {
        case .any: break
        case .ipv4: try set(.addressFamily, Int(CURL_IPRESOLVE_V4))
        case .ipv6: try set(.addressFamily, Int(CURL_IPRESOLVE_V6))
        }
        if let path = configuration.unixSocket { try set(.unixSocket, path) }
        if let resolve { try set(.resolve, resolve) }
        try set(.connectTimeoutMilliseconds, Self.milliseconds(configuration.connectTimeout))
    }

    /// Sets how TLS is spoken and verified.
    func setTLS(_ tls: TLSOptions) throws(CurlError) {
        try set(.verifyPeer, !tls.isInsecure)
        try set(.verifyHost, tls.isInsecure ? 0 : 2)
        let least = tls.minimumVersion == .tls13 ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2
        try set(.tlsVersion, Int(least))
        if let file = tls.caFile ?? CurlGlobal.systemCAFile {
            // The folder of the system's certificates would be trusted beside the file, and keep libcurl from caching.
            try set(.caFile, file)
            try set(.caFolder, nil)
        }
        if let certificate = tls.certificate {
            try set(.clientCertificate, certificate)
            try set(.clientCertificateForm, tls.isArchive ? "P12" : "PEM")
            // An archive has brought its key by then.
            try set(.clientKey, tls.isArchive ? nil : tls.key ?? certificate)
        }
        // Without one, the TLS library would ask for it on the terminal, and the whole program would wait.
        try set(.clientKeyPassword, tls.keyPassword ?? "")
    }

    /// `nanoseconds`, rounded up; libcurl counts no finer.
    static func milliseconds(_ nanoseconds: UInt64) -> Int {
        Int(clamping: nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 > 0 ? 1 : 0))
    }

    private static func version(_ version: ClientConfiguration.Version, isTLS: Bool) -> Int {
        switch version {
        case .auto: Int(CURL_HTTP_VERSION_2TLS)
        case .http1: Int(CURL_HTTP_VERSION_1_1)
        case .http2: Int(isTLS ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
    }
}

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
    static var clientCertificateForm: Self { Self(CURLOPT_SSLCERTTYPE) }
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

/// A piece of information of `curl_easy_getinfo` whose type is `Value`.
struct EasyInfo<Value>: Sendable {
    let code: CURLINFO

    init(_ code: CURLINFO) { self.code = code }
}

extension EasyInfo where Value == Int {
    static var primaryPort: Self { Self(CURLINFO_PRIMARY_PORT) }
    static var localPort: Self { Self(CURLINFO_LOCAL_PORT) }
    /// `errno` of the system call that failed; 0 when none did.
    static var systemError: Self { Self(CURLINFO_OS_ERRNO) }
    static var newConnections: Self { Self(CURLINFO_NUM_CONNECTS) }
    static var proxyStatus: Self { Self(CURLINFO_HTTP_CONNECTCODE) }
}

/// The connection that the last transfer left open.
extension EasyInfo where Value == curl_socket_t {
    static var activeSocket: Self { Self(CURLINFO_ACTIVESOCKET) }
}

extension EasyInfo where Value == String {
    static var primaryAddress: Self { Self(CURLINFO_PRIMARY_IP) }
    static var localAddress: Self { Self(CURLINFO_LOCAL_IP) }
}

/// Microseconds since the transfer's start.
extension EasyInfo where Value == Int64 {
    static var nameLookupTime: Self { Self(CURLINFO_NAMELOOKUP_TIME_T) }
    static var connectTime: Self { Self(CURLINFO_CONNECT_TIME_T) }
    static var tlsTime: Self { Self(CURLINFO_APPCONNECT_TIME_T) }
    static var sendTime: Self { Self(CURLINFO_PRETRANSFER_TIME_T) }
    static var firstByteTime: Self { Self(CURLINFO_STARTTRANSFER_TIME_T) }
}
