@testable import LoadEngine

/// What a parser made of bytes that came in chunks, and of the connection's end after them.
struct Parsed: Equatable, CustomStringConvertible {
    var step: ResponseParser.Step
    var status = 0
    var body: [UInt8] = []
    var keepsAlive = false

    var description: String {
        "\(step) \(status) \(String(decoding: body, as: UTF8.self).debugDescription) \(keepsAlive)"
    }

    /// - Parameter closes: whether the connection ends after the chunks.
    init(_ chunks: [[UInt8]], answersHead: Bool = false, limits: ParserLimits = ParserLimits(), closes: Bool = true) {
        let size = chunks.reduce(0) { $0 + $1.count }
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size + 1)
        defer { buffer.deallocate() }
        var parser = ResponseParser(answersHead: answersHead, limits: limits)
        var filled = 0
        step = .more
        for (number, chunk) in chunks.enumerated() {
            (buffer + filled).initialize(from: chunk, count: chunk.count)
            filled += chunk.count
            step = parser.parse(buffer, &filled)
            if step == .complete, chunks[(number + 1)...].contains(where: { !$0.isEmpty }) { step = .failed(.excess) }
            guard step == .more else { break }
        }
        if step == .more, closes { step = parser.end(filled) }
        guard step == .complete else { return }
        status = parser.status
        body = Array(UnsafeBufferPointer(start: buffer + parser.headEnd, count: parser.bodyEnd - parser.headEnd))
        keepsAlive = parser.keepsAlive
    }

    init(_ text: String, answersHead: Bool = false, limits: ParserLimits = ParserLimits(), closes: Bool = true) {
        self.init([Array(text.utf8)], answersHead: answersHead, limits: limits, closes: closes)
    }
}
