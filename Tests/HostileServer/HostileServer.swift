import Glibc

/// A server on 127.0.0.1 that answers each request as the behaviour does that its path names.
package final class HostileServer: Sendable {
    private let loopback: Loopback

    /// A server that knows `behaviours`.
    package init(_ behaviours: [Behaviour] = Behaviour.all) throws {
        let known = Dictionary(uniqueKeysWithValues: behaviours.map { ($0.name, $0) })
        loopback = try Loopback { Self.serve($0, known) }
    }

    /// Its port.
    package var port: Int { loopback.port }

    /// The URL of a behaviour.
    package func url(_ behaviour: Behaviour) -> String { "http://127.0.0.1:\(port)/\(behaviour.name)" }

    /// Closes everything and returns when all threads have ended.
    package func stop() { loopback.stop() }

    private static func serve(_ socket: Int32, _ behaviours: [String: Behaviour]) {
        var bytes: [UInt8] = []
        while let path = path(socket, &bytes) {
            guard let behaviour = behaviours[path] else { return }
            for (index, piece) in behaviour.pieces.enumerated() {
                if index > 0 { usleep(2000) }
                guard Loopback.write(piece, socket) else { return }
            }
            switch behaviour.ending {
            case .keeps: continue
            case .closes: return
            case .resets: return Loopback.reset(socket)
            }
        }
    }

    /// Reads one request without content; the last part of its path.
    private static func path(_ socket: Int32, _ bytes: inout [UInt8]) -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = bytes.firstRange(of: end) {
                let line = String(decoding: bytes[..<range.lowerBound].prefix { $0 != 0x0D }, as: UTF8.self)
                bytes.removeSubrange(..<range.upperBound)
                let target = line.split(separator: " ").dropFirst().first ?? ""
                return target.split(separator: "/").last.map(String.init) ?? ""
            }
            let more = Loopback.read(socket)
            guard !more.isEmpty else { return nil }
            bytes += more
        }
    }
}
