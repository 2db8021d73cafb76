import HTTP
import MockServer

/// Messages of the other side.
enum MessageTargets {
    /// A response, whole and byte by byte: what is made of it may not depend on how it was split.
    @Sendable static func response(_ bytes: UnsafeBufferPointer<UInt8>) {
        let limits = ParserLimits()
        for answersHead in [false, true] {
            var whole = ResponseReader(answersHead: answersHead, limits: limits)
            var atOnce = whole.take(bytes)
            if case .more = atOnce { atOnce = whole.end() }
            var slow = ResponseReader(answersHead: answersHead, limits: limits)
            var last = ResponseReader.Progress.more
            for byte in bytes {
                last = slow.take(CollectionOfOne(byte))
                guard case .more = last else { break }
            }
            if case .more = last { last = slow.end() }
            if case .complete = atOnce, case .complete = last {
                precondition(whole.response == slow.response, "it depends on how the bytes came")
            }
            guard let response = whole.response else { continue }
            _ = try? ContentDecoder.decode(response, limit: 1 << 20)
        }
    }

    /// Requests, whole and byte by byte.
    @Sendable static func request(_ bytes: UnsafeBufferPointer<UInt8>) {
        var whole = RequestFeed()
        whole.take(bytes)
        var slow = RequestFeed()
        for byte in bytes where !slow.isRefused { slow.take(CollectionOfOne(byte)) }
        precondition(whole.requests == slow.requests, "it depends on how the bytes came")
        precondition(whole.isRefused == slow.isRefused, "whether it is refused depends on how the bytes came")
    }
}
