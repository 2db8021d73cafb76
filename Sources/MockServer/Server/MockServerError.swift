/// Why a mock cannot be served.
public enum MockServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address could not be bound; the system's words.
    case bind(host: String, port: Int, why: String)
    /// The certificate or its key cannot be used.
    case certificate(why: String)
    /// It was started before; a server is started once.
    case startedBefore

    /// The error in words that a person can act on.
    public var description: String {
        switch self {
        case .bind(let host, let port, let why): "cannot listen on \(host), port \(port): \(why)"
        case .certificate(let why): "cannot speak TLS: \(why)"
        case .startedBefore: "this mock was started before; make another one"
        }
    }
}
