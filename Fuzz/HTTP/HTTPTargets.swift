public import FuzzDriver
import HTTP

/// Messages of servers.
enum HTTPTargets {
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
}

private let target = chosenTarget(of: [
    "response": HTTPTargets.response
])

/// libFuzzer's own `main` finds this by its name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

/// The package manager takes this for the program's beginning, by its name.
@_cdecl("FuzzHTTP_main")
public func fuzzMain(_ count: CInt, _ arguments: FuzzArguments) -> CInt {
    fuzz(count, arguments) { fuzzInput($0, $1) }
}
