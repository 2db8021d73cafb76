/// How much of a response is taken.
struct ParserLimits {
    /// Bytes of all header sections of one response: interim ones, the final one, trailers, chunks' lines.
    var head = 64 << 10
    /// Bytes of the content.
    var body = 16 << 20
}
