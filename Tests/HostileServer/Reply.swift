/// What the test server does with one request.
package enum Reply: Sendable {
    /// Writes these bytes, one write for each part.
    case parts([String])
    /// The same, and closes the connection after them.
    case last([String])
    /// Writes these bytes at once.
    case bytes([UInt8])
    /// Closes the connection in place of an answer.
    case close
    /// Ends the connection with a TCP reset.
    case reset
    /// Doesn't answer.
    case silence

    package static func ok(_ body: String = "ok", _ fields: String = "") -> Reply {
        .parts(["HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"])
    }
}
