package import HTTP

/// The requests in bytes that come bit by bit, without a socket.
package struct RequestFeed {
    /// One request as it was read.
    package struct Request: Hashable {
        package let method: String
        package let target: String
        package let headers: HeaderFields
        package let body: [UInt8]
    }

    /// Those that are complete.
    package private(set) var requests: [Request] = []
    /// Whether something was no request; nothing is read behind it.
    package private(set) var isRefused = false
    private var parser = RequestParser(limits: MockLimits())
    private var bytes: [UInt8] = []

    /// Nothing read yet.
    package init() {}

    /// Takes what came.
    package mutating func take(_ more: some Sequence<UInt8>) {
        bytes += more
        while !isRefused {
            let (event, consumed) = bytes.withUnsafeBytes { parser.next($0) }
            bytes.removeFirst(consumed)
            switch event {
            case .incomplete: return
            case .expectsContinue: continue
            case .refused: isRefused = true
            case .request(let head, let body):
                requests.append(
                    Request(method: head.method, target: head.target, headers: head.headers, body: body)
                )
            }
        }
    }
}
