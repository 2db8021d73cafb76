/// A complete response where it was received: valid only as long as the call that gets it.
public struct ResponseView {
    /// The status code.
    public let status: Int
    /// The status line and the header section, the empty line included.
    public let head: UnsafeRawBufferPointer
    /// The content, without the framing of chunks.
    public let body: UnsafeRawBufferPointer
    /// The request that it answers, as it was sent.
    public let request: UnsafeRawBufferPointer
    /// The number of the origin that it comes from, among the plan's ``LoadOrigins``.
    public let origin: Int
    /// From the intended start of the request to the response's end, in nanoseconds.
    public let responseTime: UInt64
}
