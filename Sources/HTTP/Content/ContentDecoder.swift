/// Undoes the content codings of a response (RFC 9110, section 8.4): the one way in which content is decoded, alone, in a
/// burst and under load.
package enum ContentDecoder {
    /// What content was before it was coded.
    package struct Decoded: Sendable, Hashable {
        package var content: [UInt8]
        /// How the coded content breaks the standard.
        package var deviations: Deviations
    }

    /// The codings that are undone, as a request asks for them.
    package static let accepted = "deflate, gzip, br, zstd"

    /// The most codings of one response.
    private static let most = 5

    /// Whether content has to be decoded before it is looked at.
    package static func isNeeded(for fields: HeaderFields) -> Bool { !fields.values("Content-Encoding").isEmpty }

    /// `response` with its content decoded, its fields as they came; for content that is a part of another (206) nothing is
    /// done, as it can't be decoded alone.
    ///
    /// - Parameter limit: the most bytes that the content may have at any stage.
    /// - Throws: a failure of category `malformed`, for content that is damaged or ends early or has a coding that isn't known,
    ///   or `tooLarge`; the response as it came is the partial one.
    package static func decode(_ response: HTTPResponse, limit: Int) throws(ExchangeFailure) -> HTTPResponse {
        guard isNeeded(for: response.headers), !response.body.isEmpty, response.status != 206 else { return response }
        do throws(ExchangeFailure) {
            let decoded = try decode(response.body, response.headers.values("Content-Encoding"), limit: limit)
            var response = response
            response.body = decoded.content
            response.deviations.formUnion(decoded.deviations)
            return response
        } catch {
            throw ExchangeFailure(error.category, error.detail, partial: response)
        }
    }

    /// `content` without the codings that `fields`, the values of `Content-Encoding`, say were applied in their order.
    package static func decode(
        _ content: [UInt8],
        _ fields: [String],
        limit: Int
    ) throws(ExchangeFailure) -> Decoded {
        var decoded = Decoded(content: content, deviations: [])
        let codings = fields.flatMap { $0.split(separator: ",") }.map { $0.utf8.withoutBlanks.fieldText.lowercased() }
            .filter { !$0.isEmpty }
        guard codings.count <= most else {
            throw ExchangeFailure(
                .malformed,
                "the content has \(codings.count) codings: more than \(most) aren't undone"
            )
        }
        for coding in codings.reversed() {
            switch coding {
            case "identity": decoded.deviations.insert(.identityCoding)
            case "gzip", "x-gzip": try Zlib.gunzip(&decoded, limit)
            case "deflate": try Zlib.inflate(&decoded, limit)
            case "br": try Brotli.decode(&decoded, limit)
            case "zstd": try Zstandard.decode(&decoded, limit)
            default:
                throw ExchangeFailure(
                    .malformed,
                    "the content has a coding that isn't known: \(coding.debugDescription); see it as sent with "
                        + "\"decompress\": false"
                )
            }
        }
        return decoded
    }
}

/// Output that grows up to a limit.
struct BoundedOutput {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Has `write` fill memory behind what is there, and tell how many bytes it wrote.
    ///
    /// - Throws: that there is more than the limit.
    mutating func grow<Result>(
        _ write: (UnsafeMutableBufferPointer<UInt8>) -> (written: Int, result: Result)
    ) throws(ExchangeFailure) -> Result {
        let used = bytes.count
        // One byte more than the limit tells that there are more.
        let room = min(max(16 << 10, used), limit - used + 1)
        bytes.append(contentsOf: repeatElement(0, count: room))
        let (written, result) = bytes.withUnsafeMutableBufferPointer { buffer in
            write(UnsafeMutableBufferPointer(rebasing: buffer[used...]))
        }
        bytes.removeLast(room - written)
        guard bytes.count <= limit else {
            throw ExchangeFailure(.tooLarge, "the content is longer than \(limit) bytes when it is decoded")
        }
        return result
    }
}

extension ExchangeFailure {
    /// Content that isn't what its coding says.
    static func broken(_ coding: String, _ what: String) -> ExchangeFailure {
        ExchangeFailure(.malformed, "the \(coding) content \(what)")
    }
}
