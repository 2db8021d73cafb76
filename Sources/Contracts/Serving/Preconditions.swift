import HTTP
import JSON
import Synchronization

/// What a mock makes of the conditions of a request (RFC 9110, section 13): an `ETag` that a contract declares changes
/// with the content that it stands for, and is honoured.
struct Preconditions {
    let request: HTTPRequest

    /// The answer to a GET, its `ETag` made from its content where it has one; 304 where the client has that content
    /// already.
    func applied(to response: HTTPResponse, _ definition: ResponseDefinition?) -> HTTPResponse {
        guard request.method == "GET", (200..<300).contains(response.status), response.headers["ETag"] != nil else {
            return response
        }
        var response = response
        let header = definition?.headers.first { HeaderFields.sameName($0.name, "ETag") }
        let made = Self.tag(of: response.body)
        let schema = header?.schema ?? header?.content?.schema
        if schema?.isValid(.string(made), .response) ?? true {
            response.headers.remove("ETag")
            response.headers.append("ETag", made)
        }
        guard let tag = response.headers["ETag"], names(tag, in: "If-None-Match") else { return response }
        response.status = 304
        response.body = []
        response.headers.remove("Content-Type")
        return response
    }

    /// Whether a change was asked for of what has another `ETag` than `current`, the answer to the GET of it.
    func isBroken(by current: HTTPResponse) -> Bool {
        guard (200..<300).contains(current.status), let tag = current.headers["ETag"] else { return false }
        if !request.headers.values("If-Match").isEmpty, tag.hasPrefix("W/") || !names(tag, in: "If-Match") {
            return true
        }
        return !request.headers.values("If-None-Match").isEmpty && names(tag, in: "If-None-Match")
    }

    /// The GET that the conditions of a change are about.
    var read: HTTPRequest {
        var read = request
        read.method = "GET"
        read.body = nil
        for name in ["If-Match", "If-None-Match", "Content-Type", "Content-Length"] { read.headers.remove(name) }
        return read
    }

    /// Whether it has conditions on tags.
    var isConditional: Bool {
        !request.headers.values("If-Match").isEmpty || !request.headers.values("If-None-Match").isEmpty
    }

    /// Whether the field names `tag`, or any with `*`; by the weak comparison (section 8.8.3.2).
    private func names(_ tag: String, in field: String) -> Bool {
        func opaque(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }
        return request.headers.values(field).contains { value in
            value.split(separator: ",").contains { part in
                let named = part.drop { $0 == " " || $0 == "\t" }
                let end = named.lastIndex { $0 != " " && $0 != "\t" } ?? named.startIndex
                return named == "*" || !named.isEmpty && opaque(named[...end]) == opaque(tag[...])
            }
        }
    }

    /// A tag of content: FNV-1a of 64 bits.
    private static func tag(of content: [UInt8]) -> String {
        let hash = content.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "\"\(String(hash, radix: 16))\""
    }
}

/// The answers to requests with an `Idempotency-Key`, which are given again to the same request, and to no other one
/// with that key (draft-ietf-httpapi-idempotency-key-header-07, section 2.6).
final class AnsweredKeys: Sendable {
    private struct Known {
        var answers: [String: (body: [UInt8]?, response: HTTPResponse)] = [:]
        /// The oldest first.
        var order: [String] = []
    }

    /// So many are kept; the oldest are forgotten.
    private static let most = 10_000
    /// Larger content isn't kept, in bytes.
    private static let largest = 64 << 10

    private let known = Mutex(Known())

    /// The answer that `request` gets by its key: what `make` gives the first time, where the operation has such a key.
    func answer(_ request: HTTPRequest, _ operation: Operation, _ make: () -> HTTPResponse) -> HTTPResponse {
        guard operation.parameter("Idempotency-Key", in: .header) != nil,
            let key = request.headers["Idempotency-Key"], request.method != "GET"
        else { return make() }
        let name = "\(operation.name) \(request.url) \(key)"
        if let given = known.withLock({ $0.answers[name] }) {
            if given.body == request.body { return given.response }
            return ProblemDetails(
                status: 422,
                title: "Unprocessable Content",
                detail: "this Idempotency-Key was used with another request"
            ).response
        }
        let response = make()
        let size = response.body.count + (request.body?.count ?? 0)
        guard (200..<300).contains(response.status), size <= Self.largest else { return response }
        known.withLock { known in
            if known.answers.updateValue((request.body, response), forKey: name) == nil { known.order.append(name) }
            if known.order.count > Self.most {
                for old in known.order.prefix(Self.most / 10) { known.answers[old] = nil }
                known.order.removeFirst(Self.most / 10)
            }
        }
        return response
    }
}
