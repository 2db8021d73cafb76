import CCurl

/// A piece of information of `curl_easy_getinfo` whose type is `Value`.
struct EasyInfo<Value>: Sendable {
    let code: CURLINFO

    init(_ code: CURLINFO) { self.code = code }
}

extension EasyInfo where Value == Int {
    static var primaryPort: Self { Self(CURLINFO_PRIMARY_PORT) }
    static var newConnections: Self { Self(CURLINFO_NUM_CONNECTS) }
    static var proxyStatus: Self { Self(CURLINFO_HTTP_CONNECTCODE) }
}

/// The connection that the last transfer left open.
extension EasyInfo where Value == curl_socket_t {
    static var activeSocket: Self { Self(CURLINFO_ACTIVESOCKET) }
}

extension EasyInfo where Value == String {
    static var primaryAddress: Self { Self(CURLINFO_PRIMARY_IP) }
    static var redirectURL: Self { Self(CURLINFO_REDIRECT_URL) }
}

/// Microseconds since the transfer's start.
extension EasyInfo where Value == Int64 {
    static var nameLookupTime: Self { Self(CURLINFO_NAMELOOKUP_TIME_T) }
    static var connectTime: Self { Self(CURLINFO_CONNECT_TIME_T) }
    static var tlsTime: Self { Self(CURLINFO_APPCONNECT_TIME_T) }
    static var sendTime: Self { Self(CURLINFO_PRETRANSFER_TIME_T) }
    static var firstByteTime: Self { Self(CURLINFO_STARTTRANSFER_TIME_T) }
}

extension EasyInfo where Value == [String] {
    static var cookies: Self { Self(CURLINFO_COOKIELIST) }
}
