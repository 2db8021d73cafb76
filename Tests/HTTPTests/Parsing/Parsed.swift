import HTTP

/// What a parser made of bytes that came in chunks, and of the connection's end after them.
struct Parsed: Equatable, CustomStringConvertible {
    var step: ResponseParser.Step
    var status = 0
    var body: [UInt8] = []
    var keepsAlive = false
    var deviations = Deviations()
    var head: [UInt8] = []
    var trailer: [UInt8] = []

    var description: String {
        "\(step) \(status) \(String(decoding: body, as: UTF8.self).debugDescription) \(keepsAlive) \(Array(deviations))"
    }

    /// - Parameter closes: whether the connection ends after the chunks.
    init(
        _ chunks: [[UInt8]],
        _ options: ResponseParser.Options = .init(),
        limits: ParserLimits = ParserLimits(),
        closes: Bool = true
    ) {
        let size = chunks.reduce(0) { $0 + $1.count }
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size + 1)
        defer { buffer.deallocate() }
        var parser = ResponseParser(options, limits: limits)
        var filled = 0
        step = .more
        for (number, chunk) in chunks.enumerated() {
            (buffer + filled).initialize(from: chunk, count: chunk.count)
            filled += chunk.count
            step = parser.parse(buffer, &filled)
            // What follows a 101 is of another protocol.
            if step == .complete, parser.status != 101, chunks[(number + 1)...].contains(where: { !$0.isEmpty }) {
                step = .failed(.excess)
            }
            guard step == .more else { break }
        }
        if step == .more, closes { step = parser.end(filled) }
        guard step == .complete else { return }
        status = parser.status
        deviations = parser.deviations
        head = Array(UnsafeBufferPointer(start: buffer, count: parser.headEnd))
        trailer = Array(
            UnsafeBufferPointer(start: buffer + parser.bodyEnd, count: parser.trailerEnd - parser.bodyEnd)
        )
        body = Array(UnsafeBufferPointer(start: buffer + parser.headEnd, count: parser.bodyEnd - parser.headEnd))
        keepsAlive = parser.keepsAlive
    }

    init(
        _ text: String,
        _ options: ResponseParser.Options = .init(),
        limits: ParserLimits = ParserLimits(),
        closes: Bool = true
    ) {
        self.init([Array(text.utf8)], options, limits: limits, closes: closes)
    }
}
