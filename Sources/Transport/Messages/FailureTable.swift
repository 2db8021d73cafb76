import CCurl
import Glibc
import HTTP

/// The category of each of libcurl's results.
///
/// | category | what happened |
/// |---|---|
/// | `dns` | the host's name has no address |
/// | `refused` | the connection was refused, or no address could be reached |
/// | `tls` | the handshake failed, a certificate wasn't accepted, a certificate or key file couldn't be used, the server turned down the client's certificate |
/// | `timeout` | the time for the connection or for the whole request was over |
/// | `reset` | the connection ended before the response did: no byte at all, fewer bytes than `Content-Length` says, no last chunk, or a reset; or an HTTP/2 stream was reset |
/// | `malformed` | not HTTP (HTTP/0.9 included), TLS records that can't be read after the handshake, a broken status line or header section, contradicting `Content-Length`s, more bytes than `Content-Length` says, broken chunks, broken compression, broken HTTP/2 frames |
/// | `too-large` | the header section or the content passed its limit, or a header line passed libcurl's |
/// | `proxy` | the proxy's name has no address, it refused the connection, or it refused to tunnel |
/// | `cancelled` | the task was cancelled or the client shut down |
/// | `request` | the request or its URL can't be expressed |
/// | `local` | this machine had no descriptor, port or memory left |
/// | `other` | anything else |
enum FailureTable {
    /// What is known beside the result.
    struct Context {
        /// libcurl's own text.
        var text: String
        /// Whether the request goes through a proxy.
        var usesProxy: Bool
        /// The proxy's answer to `CONNECT`; 0 when there was none.
        var proxyStatus: Int
    }

    static func category(_ code: CURLcode, _ context: Context) -> FailureCategory {
        if context.proxyStatus >= 300 { return .proxy }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .dns
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy
        case CURLE_COULDNT_CONNECT: return context.usesProxy ? .proxy : .refused
        case CURLE_OPERATION_TIMEDOUT: return .timeout
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM: return .reset
        // libcurl has one code for a broken connection, for broken chunks, and for a certificate that the server turned
        // down after the handshake (RFC 8446, section 4.4.2.4); its text tells them apart.
        case CURLE_RECV_ERROR:
            if context.text.contains("chunk") { return .malformed }
            return isAlert(context.text) ? .tls : .reset
        // Schemes are checked before: what is left is an answer without a status line, HTTP/0.9.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2:
            return .malformed
        // What runs out is one of libcurl's fixed buffers: a header line of more than 100 KiB.
        case CURLE_FILESIZE_EXCEEDED, CURLE_OUT_OF_MEMORY: return .tooLarge
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_SETOPT_OPTION_SYNTAX:
            return .request
        default: return tls.contains(code.rawValue) ? .tls : .other
        }
    }

    /// What libcurl's result says of a response, once a request has gone out, where the result's own words are those
    /// for something of ours; `nil` for the others.
    static func response(_ code: CURLcode) -> (FailureCategory, String)? {
        switch code {
        case CURLE_BAD_FUNCTION_ARGUMENT, CURLE_URL_MALFORMAT:
            (.malformed, "libcurl can't read the response's header section")
        case CURLE_WRITE_ERROR: (.malformed, "libcurl can't decode the content: more follows the end of its coding")
        case CURLE_OUT_OF_MEMORY: (.tooLarge, "a line of the header section is longer than libcurl takes, 100 KiB")
        default: nil
        }
    }

    /// Whether OpenSSL's text tells of an alert: the server turned something down after the handshake.
    static func isAlert(_ text: String) -> Bool { text.contains("SSL routines::") && text.contains(" alert ") }

    /// The failure of a connection whose TLS broke after the handshake, by the TLS library's `text`; `nil` when TLS
    /// wasn't what broke. An alert before a byte of the response has come turns the request's credentials down (RFC
    /// 8446, section 4.4.2.4); later it ends the response.
    static func broken(_ text: String, isAnswered: Bool) -> ExchangeFailure? {
        guard text.contains("SSL routines::"), !text.contains("unexpected eof") else { return nil }
        guard isAlert(text) else { return ExchangeFailure(.malformed, "what came is no TLS: \(text)") }
        return isAnswered
            ? ExchangeFailure(.reset, "the server ended the connection: \(text)") : ExchangeFailure(.tls, text)
    }

    /// What libcurl's `text` says of a client's archive (PKCS#12) that couldn't be opened; `nil` when that isn't what
    /// it is about.
    static func archive(_ text: String, _ tls: TLSOptions) -> String? {
        guard tls.isArchive, let file = tls.certificate, text.contains("PKCS12 file") else { return nil }
        let opened = "the client's certificate in \(file) (PKCS#12) can't be opened"
        if text.contains("unsupported") {
            return "\(opened): it is encrypted in a way that OpenSSL has given up (RC2 or DES, say); "
                + "write it anew with openssl pkcs12 -legacy"
        }
        guard text.contains("could not parse") else { return "\(opened): \(text)" }
        return tls.keyPassword == nil
            ? "\(opened) without a password: give it as keyPassword"
            : "\(opened) with the password that is given as keyPassword"
    }

    /// The failure of an opening for want of something that this machine lacks, which is none of the server's doing;
    /// `nil` when it has another cause.
    static func lack(of easy: EasyHandle, _ code: CURLcode) -> ExchangeFailure? {
        if code == CURLE_OUT_OF_MEMORY { return ExchangeFailure(.local, "no memory is left here for a connection") }
        guard code == CURLE_COULDNT_CONNECT else { return nil }
        let system = Int32(truncatingIfNeeded: easy.get(.systemError))
        // libcurl keeps the error of connecting a socket, and not that of making one.
        if system == 0 {
            return ExchangeFailure(.local, "no socket could be made on this machine\(help(EMFILE))")
        }
        return lacks.contains(system) ? lack(system) : nil
    }

    /// The failure for want of what the system call that failed with `error` needed.
    static func lack(_ error: Int32) -> ExchangeFailure {
        ExchangeFailure(
            .local,
            "this machine has no connection left: \(String(cString: strerror(error)))\(help(error))"
        )
    }

    private static func help(_ error: Int32) -> String {
        switch error {
        case EMFILE, ENFILE: "; raise the limit of open files (ulimit -n), or send fewer requests at a time"
        case EADDRNOTAVAIL: ": no port is left to connect from; keep connections, or send fewer requests at a time"
        default: ""
        }
    }

    private static let lacks: Set<Int32> = [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL]

    private static let tls: Set<UInt32> = Set(
        [
            CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
        ].map(\.rawValue)
    )
}
