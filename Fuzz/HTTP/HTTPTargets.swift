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

    /// A field's value, as each kind of field that is read: what is written strictly is read to the same again.
    @Sendable static func field(_ bytes: UnsafeBufferPointer<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self)
        for kind in StructuredField.Kind.allCases {
            guard let field = try? StructuredField(text, as: kind) else { continue }
            precondition((try? StructuredField(field.text, as: kind)) == field, "it isn't what was written of it")
        }
        let fields = HeaderFields(
            ["Set-Cookie", "Link", "WWW-Authenticate", "Authorization"].map { HeaderField($0, text) }
        )
        _ = AuthenticationField.challenges(in: fields)
        _ = AuthenticationField.credentials(in: fields)
        if let target = LinkField.target(of: "next", in: fields) {
            _ = LinkField.resolve(target, from: "http://h.example/a/b?c")
        }
        guard let url = try? HTTPURL("http://h.example/a/b") else { return }
        var cookies = CookieStore()
        cookies.store(fields, from: url, now: 0)
        guard let value = cookies.value(for: url, now: 0) else { return }
        precondition(FieldSyntax.isValue(value.utf8), "a cookie that can't be sent")
    }

    /// A URL: what is written of it leads to the same place.
    @Sendable static func url(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let url = try? HTTPURL(String(decoding: bytes, as: UTF8.self)) else { return }
        let again = try? HTTPURL(url.description)
        precondition(again?.origin == url.origin && again?.target == url.target, "it leads elsewhere")
        precondition(FieldSyntax.isValue(url.authority.utf8) && FieldSyntax.isTarget(url.target.utf8))
    }

    /// A content of events: as many of them whole as byte by byte.
    @Sendable static func events(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        for format in [EventFormat.serverSentEvents, .lines] {
            let counts = [bytes.count, 1].map { size in
                var scanner = EventScanner(format)
                var (position, count) = (0, 0)
                for end in stride(from: size, through: bytes.count, by: size) {
                    while scanner.next(start, &position, end) { count += 1 }
                }
                return count + (scanner.finish() ? 1 : 0)
            }
            precondition(counts[0] == counts[1], "it depends on how the bytes came")
        }
    }
}

private let target = chosenTarget(of: [
    "response": HTTPTargets.response, "field": HTTPTargets.field, "url": HTTPTargets.url, "events": HTTPTargets.events,
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
