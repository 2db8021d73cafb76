import CCurl
import Glibc

extension ClientConfiguration {
    /// Checks what libcurl would only find when it connects.
    func check() throws(CurlError) {
        guard maxInFlight > 0 else {
            throw CurlError("the most requests in flight is \(maxInFlight): it must be 1 or more")
        }
        try check(file: tls.caFile, "certificates that are trusted")
        try check(file: tls.certificate, "client's certificate")
        try check(file: tls.key, "client's key")
        if tls.key != nil, tls.certificate == nil {
            throw CurlError("there is a client's key but no client's certificate: name the certificate's file too")
        }
        try checkProxy()
        try checkNUL()
    }

    private func check(file: String?, _ what: String) throws(CurlError) {
        guard let file else { return }
        guard access(file, R_OK) == 0 else {
            throw CurlError("the file of the \(what) can't be read: \(file): \(String(cString: strerror(errno)))")
        }
    }

    private static let proxySchemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    private func checkProxy() throws(CurlError) {
        guard let proxy else { return }
        let schemes = Self.proxySchemes
        guard schemes.contains(where: { proxy.url.lowercased().hasPrefix("\($0)://") }) else {
            let known = schemes.joined(separator: ", ")
            throw CurlError("the proxy's URL has to begin with its scheme, one of \(known), such as http://proxy:3128")
        }
    }

    private func checkNUL() throws(CurlError) {
        let texts =
            [tls.keyPassword, proxy?.url, unixSocket, userAgent, tls.caFile, tls.certificate, tls.key] + resolve
        guard texts.allSatisfy({ $0?.utf8.allSatisfy { $0 != 0 && $0 != 0x0D && $0 != 0x0A } ?? true }) else {
            throw CurlError("the connection's settings contain NUL or a line break")
        }
    }
}
