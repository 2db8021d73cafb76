import CCurl
import Glibc
package import HTTP

/// A connection that libcurl has opened (`CURLOPT_CONNECT_ONLY`) for somebody else to drive.
///
/// Plain text: the socket is the owner's, and nothing of libcurl is left. TLS: the session lives in libcurl's handle,
/// which `curl_easy_send` and `curl_easy_recv` take; only one thread at a time may use it, whichever it is.
package struct OpenConnection: @unchecked Sendable {
    // Unchecked, as the handles are pointers: they are used by the one thread that holds this value.

    /// The connected, non-blocking socket.
    package let socket: Int32
    /// libcurl's handle for `curl_easy_send` and `curl_easy_recv`; `nil` when the socket carries plain text.
    package let easy: UnsafeMutableRawPointer?
    private let owner: Unmanaged<Handles>?

    init(plain socket: Int32) {
        self.socket = socket
        easy = nil
        owner = nil
    }

    init(socket: Int32, _ handles: Handles) {
        self.socket = socket
        easy = handles.easy.pointer
        owner = Unmanaged.passRetained(handles)
    }

    /// Whether the server chose HTTP/2 in the TLS handshake (ALPN).
    package var choseHTTP2: Bool { owner?.takeUnretainedValue().session?.choseHTTP2 ?? false }

    /// Closes it; to be called once.
    package func close() {
        if let owner { owner.release() } else { _ = Glibc.close(socket) }
    }

    /// Whether the connection, whose end was read, was cut: TLS has an end of its own (RFC 9112, section 9.8). `false`
    /// in plain text, and where the TLS library doesn't tell.
    package var wasCut: Bool { owner?.takeUnretainedValue().session?.wasCut ?? false }

    /// Why content that the end of a connection delimits isn't complete when the connection was cut.
    package static let cutText =
        "the connection ended without TLS's close_notify: whether the content is complete can't be told "
        + "(RFC 9112, section 9.8)"

    /// Why the connection, whose TLS has broken, is no more; `nil` when TLS wasn't what broke.
    ///
    /// - Parameter isAnswered: Whether a part of the response has come.
    package func broken(isAnswered: Bool) -> ExchangeFailure? {
        FailureTable.broken(errorText, isAnswered: isAnswered)
    }

    /// What the TLS library said last of what went wrong; empty without TLS.
    var errorText: String { owner?.takeUnretainedValue().easy.errorText ?? "" }
}

/// What is known of a connection when it is open.
struct OpeningFacts {
    /// When each phase ended, in nanoseconds since the opening began.
    var timings = PhaseTimings(total: 0)
    /// Our address and port, and the other end's.
    var local: String?
    var peer: String?
    /// How it is protected.
    var tls: TLSEvidence?
    /// Whether the server chose HTTP/2 (ALPN).
    var choseHTTP2 = false
}

/// The handles of libcurl behind an opening, and behind the connection when it has TLS.
///
/// Each opening has a multi handle of its own: one that is shared would, whenever it opens a connection, look at those
/// that it holds, and close what it takes for dead or too old while somebody else drives it.
final class Handles {
    let easy: EasyHandle
    // Declared after: the easy handle is removed before the multi handle goes.
    let multi: MultiHandle
    /// What OpenSSL was told; it outlives the handles' use of it.
    var session: TLSSession?
    /// Whose lists and share the handles use: it goes last.
    var connector: Connector?
    private var isAdded = false

    init() throws(CurlError) {
        easy = try EasyHandle()
        multi = try MultiHandle()
    }

    deinit { remove() }

    /// Has libcurl begin.
    func add() throws(CurlError) {
        try multi.add(easy)
        isAdded = true
    }

    /// Ends what goes on, and closes a connection that is libcurl's.
    func remove() {
        guard isAdded else { return }
        isAdded = false
        multi.remove(easy)
    }
}
