import CCurl

/// The cookies of one scenario, in memory: sent and kept by libcurl's cookie engine (RFC 6265), seen by nobody else.
///
/// A jar may serve several clients at the same time. A request that has a `Cookie` field of its own sends that instead
/// of the jar's cookies; what its response sets is kept all the same.
public final class CookieJar: Sendable {
    private let cookies = CurlShare([CURL_LOCK_DATA_COOKIE])

    var share: UnsafeMutableRawPointer? { cookies.pointer }

    /// A jar without cookies.
    public init() {}
}
