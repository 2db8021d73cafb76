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
        try checkKeyPassword()
        try checkProxy()
        try checkNUL()
    }

    /// A key that is encrypted needs its password: nobody is asked for it.
    private func checkKeyPassword() throws(CurlError) {
        guard tls.keyPassword == nil, let file = tls.key ?? tls.certificate, Self.holdsEncryptedKey(file) else {
            return
        }
        throw CurlError("the client's key in \(file) is encrypted, and no password is given for it (keyPassword)")
    }

    /// Whether a PEM file says that its key is encrypted: as RFC 7468 has it in section 11, or RFC 1421 in section 4.6.1.1.
    private static func holdsEncryptedKey(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        var text = [UInt8](repeating: 0, count: min(Int(status.st_size), 1 << 20))
        let count = read(descriptor, &text, text.count)
        let bytes = text.prefix(max(0, count))
        let marks = ["BEGIN ENCRYPTED PRIVATE KEY", "Proc-Type: 4,ENCRYPTED"]
        return marks.contains { bytes.firstRange(of: $0.utf8) != nil }
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
