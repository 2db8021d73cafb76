import CCurl

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
