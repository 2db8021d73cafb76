/// Where a mock listens.
public struct MockAddress: Sendable, Hashable {
    /// The name or address that was bound.
    public var host: String
    /// The port.
    public var port: Int
    /// Whether it speaks TLS.
    public var secure: Bool

    /// An address of its parts.
    public init(host: String, port: Int, secure: Bool) {
        self.host = host
        self.port = port
        self.secure = secure
    }

    /// The base URL of the mock, without a slash at its end.
    public var url: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(secure ? "https" : "http")://\(name):\(port)"
    }
}
