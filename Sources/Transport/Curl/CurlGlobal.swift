import CCurl

/// libcurl's process-wide state.
enum CurlGlobal {
    /// The outcome of `curl_global_init`, called once, when first asked for.
    private static let code = muster_global_init()

    /// The system's file of trusted certificates that libcurl was built with, when there is one.
    static let systemCAFile: String? = muster_version_info()?.pointee.cainfo.map { String(cString: $0) }

    /// The TLS library that libcurl was built with, and its version.
    static let tls = muster_version_info()?.pointee.ssl_version.map { String(cString: $0) } ?? "none"

    /// Makes sure that libcurl is initialised.
    static func initialise() throws(CurlError) {
        guard code == CURLE_OK else {
            throw CurlError("libcurl can't be initialised: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}
