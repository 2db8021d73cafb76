import CCurl
import Glibc

/// A connection that libcurl has opened (`CURLOPT_CONNECT_ONLY`) for somebody else to drive.
///
/// Plain text: the socket is the owner's, and nothing of libcurl is left. TLS: the session lives in libcurl's handle,
/// which `curl_easy_send` and `curl_easy_recv` take; only one thread at a time may use it, whichever it is.
package struct OpenConnection: @unchecked Sendable {
    // Unchecked, as the handle is a pointer: it is used by the one thread that holds this value.

    /// The connected, non-blocking socket.
    package let socket: Int32
    /// libcurl's handle for `curl_easy_send` and `curl_easy_recv`; `nil` when the socket carries plain text.
    package let easy: UnsafeMutableRawPointer?
    private let owner: Unmanaged<EasyHandle>?

    init(plain socket: Int32) {
        self.socket = socket
        easy = nil
        owner = nil
    }

    init(socket: Int32, _ handle: EasyHandle) {
        self.socket = socket
        easy = handle.pointer
        owner = Unmanaged.passRetained(handle)
    }

    /// Closes it; to be called once.
    package func close() {
        if let owner { owner.release() } else { _ = Glibc.close(socket) }
    }
}
