import COpenSSL
import Cryptography

/// What all connections of a server share: its certificates, its key, and which protocols it speaks. It is made whole,
/// and only read after that.
package final class TLSContext: @unchecked Sendable {
    /// The library's context, which doesn't change once it is made; each connection counts its own reference.
    let handle: OpaquePointer
    /// The protocols in the form of RFC 7301, section 3.1, which the library asks for with every handshake.
    private let protocols: UnsafeMutableBufferPointer<UInt8>

    /// A server's, with its certificate and those that lead to its authority.
    ///
    /// - Throws: why they can't be used.
    init(certificates: String, key: String, protocols: [String]) throws(CryptographyError) {
        let names = protocols.flatMap { name in [UInt8(clamping: name.utf8.count)] + name.utf8.prefix(255) }
        self.protocols = .allocate(capacity: names.count)
        _ = self.protocols.initialize(from: names)
        guard let context = SSL_CTX_new(TLS_server_method()) else {
            self.protocols.deallocate()
            throw .last()
        }
        handle = context
        _ = muster_tls_use_minimum(context, TLS1_2_VERSION)
        muster_tls_keep_little(context)
        try use(certificates)
        // A key of any kind; nobody is asked for a pass phrase.
        let own = PEM.read(key) { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) }
        defer { EVP_PKEY_free(own) }
        guard let own, SSL_CTX_use_PrivateKey(context, own) == 1, SSL_CTX_check_private_key(context) == 1 else {
            throw .last()
        }
        SSL_CTX_set_alpn_select_cb(context, Self.choose, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        SSL_CTX_free(handle)
        protocols.deallocate()
    }

    private func use(_ certificates: String) throws(CryptographyError) {
        let result = PEM.read(certificates) { [handle] bio -> Result<Void, CryptographyError> in
            guard let own = PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) else { return .failure(.last()) }
            defer { X509_free(own) }
            guard SSL_CTX_use_certificate(handle, own) == 1 else { return .failure(.last()) }
            while let next = PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) {
                defer { X509_free(next) }
                guard muster_tls_add_chain(handle, next) == 1 else { return .failure(.last()) }
            }
            // That there is no other is an error to the library.
            ERR_clear_error()
            return .success(())
        }
        guard let result else { throw .last() }
        try result.get()
    }

    /// Chooses the first of the server's protocols that the client speaks; with none in common, the connection goes on
    /// without one, as with a client that offers none.
    private static let choose:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> Int32 = { _, chosen, chosenCount, offered, count, own in
            guard let own, let chosen else { return SSL_TLSEXT_ERR_NOACK }
            let known = Unmanaged<TLSContext>.fromOpaque(own).takeUnretainedValue().protocols
            var found: UnsafeMutablePointer<UInt8>?
            let result = SSL_select_next_proto(
                &found,
                chosenCount,
                known.baseAddress,
                UInt32(clamping: known.count),
                offered,
                count
            )
            guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_NOACK }
            chosen.pointee = UnsafePointer(found)
            return SSL_TLSEXT_ERR_OK
        }
}
