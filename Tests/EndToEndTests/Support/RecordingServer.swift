import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that keeps the bytes of every request that it gets.
final class RecordingServer: Sendable {
    /// The content of the answer to a request with this target.
    typealias Answer = @Sendable (_ target: String) -> String

    private let listener: Int32
    private let port: UInt16
    private let answer: Answer
    private let received = Mutex<[[UInt8]]>([])
    private let open = Mutex<Set<Int32>>([])

    init(answer: @escaping Answer = { _ in "{}" }) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, size) == 0 && listen(listener, 1024) == 0
                    && getsockname(listener, generic, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = in_port_t(bigEndian: address.sin_port)
        self.answer = answer
        Thread { [self] in acceptAll() }.start()
    }

    var url: String { "http://127.0.0.1:\(port)" }
    /// The requests so far, each with its head and content.
    var requests: [[UInt8]] { received.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        open.withLock { open in for socket in open { shutdown(socket, Int32(SHUT_RDWR)) } }
        close(listener)
    }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { return }
            _ = open.withLock { $0.insert(socket) }
            let thread = Thread { [self] in serve(socket) }
            thread.stackSize = 256 << 10
            thread.start()
        }
    }

    private func serve(_ socket: Int32) {
        var input: [UInt8] = []
        while let request = Self.next(socket, &input) {
            received.withLock { $0.append(request) }
            let target = String(decoding: request.split(separator: 0x20, maxSplits: 2)[1], as: UTF8.self)
            let content = answer(target)
            let text =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)"
            guard send(socket, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count else { break }
        }
        _ = open.withLock { $0.remove(socket) }
        close(socket)
    }

    private static func next(_ socket: Int32, _ input: inout [UInt8]) -> [UInt8]? {
        while true {
            if let length = length(input) {
                defer { input.removeFirst(length) }
                return Array(input[..<length])
            }
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            input += buffer[..<count]
        }
    }

    private static func length(_ input: [UInt8]) -> Int? {
        guard let end = input.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: input[..<end.lowerBound], as: UTF8.self).lowercased().split(separator: "\r\n")
        if lines.contains(where: { $0.hasPrefix("transfer-encoding:") }) {
            return input[end.upperBound...].firstRange(of: Array("0\r\n\r\n".utf8))?.upperBound
        }
        let length = lines.first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
        let whole = end.upperBound + (length ?? 0)
        return input.count >= whole ? whole : nil
    }
}
