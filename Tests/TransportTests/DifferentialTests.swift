import HTTP
import HostileServer
import Testing
import Transport

/// Our own HTTP against libcurl's: the same verdict on the same answer, but for the differences that are wanted.
@Suite(.serialized) struct DifferentialTests {
    /// Why libcurl's HTTP (7.88) may judge an answer in another way, which is wanted.
    private enum Reason: CaseIterable {
        /// libcurl reads as far as it needs, and leaves bytes behind a complete response unseen.
        case surplus
        /// Of lengths and codings that contradict each other, or that the grammar doesn't have, libcurl takes one, and
        /// waits for what it then lacks; RFC 9112, section 6.3, calls them errors.
        case framing
        /// libcurl takes chunks, trailers and names of fields that the grammar doesn't have.
        case syntax
        /// libcurl refuses, or doesn't understand, what a recipient may or must read: a folded coding, NUL for a space,
        /// a higher minor version, gzip of several members (RFC 1952, section 2.2).
        case tolerance
        /// libcurl takes compressed content that ends early for complete.
        case codings
        /// libcurl says `malformed` or `other` for what is another thing, or waits for more of what is too large
        /// already.
        case limits
        /// libcurl waits for a second response after a 101 that nobody asked for.
        case interims

        var names: Set<String> {
            switch self {
            case .surplus:
                [
                    "chunk-garbage-behind", "chunk-last-twice", "chunk-too-large", "garbage-behind",
                    "garbage-behind-closed", "gzip-garbage-behind", "head-with-content", "length-too-small",
                    "length-zero-with-content", "line-end-behind", "no-content-length-some", "no-content-with-some",
                    "not-modified-with-some", "second-response",
                ]
            case .framing:
                [
                    "chunked-twice", "chunked-two-fields", "coding-empty", "coding-identity", "coding-in-1.0",
                    "coding-spaced-name", "length-4000-digits", "length-and-chunked", "length-first-and-chunked",
                    "length-of-chunks", "length-over-63-bits", "length-over-64-bits", "length-spaced-name",
                    "length-split",
                ]
            case .syntax:
                [
                    "chunk-extension-control", "chunk-size-bare-cr", "chunk-size-bare-lf", "chunk-trailer-broken",
                    "crlf-doubled", "field-blank-line", "field-name-space", "field-name-utf8", "field-no-name",
                    "version-2.0", "version-lower",
                ]
            case .tolerance: ["chunked-folded", "field-nul", "gzip-members", "version-1.9"]
            case .codings: ["deflate-cut", "gzip-cut", "gzip-cut-short"]
            case .limits:
                [
                    "head-line-endless", "status-line-endless", "too-large-chunk", "too-large-extensions",
                    "too-large-said", "too-large-said-absurd", "too-large-trailer",
                ]
            case .interims: ["switch-unasked"]
            }
        }
    }

    /// What libcurl isn't asked: 7.88 writes outside of its memory when a header section begins with a folded line.
    private static let fatal: Set<String> = ["field-folded-first"]

    private static func verdict(_ exchange: Exchange) -> Behaviour.Verdict {
        switch exchange.outcome {
        case .success(let response): .response(response.status, response.text)
        case .failure(let failure): .failure(failure.category)
        }
    }

    @Test func bothWaysJudgeAlikeButWhereThatIsWanted() async throws {
        let answers = Behaviour.answers.filter { !Self.fatal.contains($0.name) }
        #expect(answers.count >= 80)
        let server = try HostileServer()
        var verdicts: [Way: [Behaviour.Verdict]] = [:]
        for way in Way.allCases {
            let requests = answers.map { HTTPRequest(method: $0.method, url: server.url($0)) }
            verdicts[way] = try await Self.verdicts(on: requests, by: way, .http1)
        }
        await blocking { server.stop() }
        let wanted = Reason.allCases.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        try Self.compare(answers.map(\.name), verdicts, wanted)
    }

    /// Why libcurl's HTTP/2 (7.88, on nghttp2 too) judges an answer in another way, which is wanted.
    private static let wantedOverHTTP2: [(why: String, names: Set<String>)] = [
        (
            "libcurl has one code for whatever ends a stream or a connection early, and says nothing of what was wrong",
            [
                "101", "HTTP/1.1", "a coding of the transfer", "a continuation of nothing",
                "a field of the connection", "a frame of a stream that nobody opened", "a length that is no number",
                "a name in upper case", "a name with a space", "a number without an end", "a push",
                "a request's pseudo-header", "a short ping", "a status behind other fields",
                "a status in the trailers", "a status that is no number", "a stream that the server opens",
                "a table larger than was allowed", "a value with NUL", "a value with a line break",
                "a window of the connection that overflows", "a window that isn't opened further",
                "a window that overflows", "an index that no table has", "an interim response that ends the stream",
                "content before its header section", "content of a 204", "frames between a header block's",
                "less content than its length", "more content than its length", "no settings first", "no status",
                "noise", "settings of half an entry", "settings on a stream", "settings out of bounds", "two statuses",
            ]
        ),
        (
            "libcurl waits for more of what is wrong or too large already",
            [
                "a frame longer than it may be", "padding longer than its frame", "a header block of many frames",
                "a long header section",
            ]
        ),
        (
            "libcurl calls a server that takes leave before it answers an error of framing",
            [
                "a goodbye at once", "a goodbye that leaves it out",
            ]
        ),
    ]

    @Test func bothWaysJudgeAlikeOverHTTP2() async throws {
        let answers = HTTP2Behaviour.answers
        var servers: [HTTP2Server] = []
        for answer in answers { servers.append(try HTTP2Server(answer)) }
        let requests = zip(answers, servers).map { answer, server in
            let content = answer.sendsContent ? Array("some content".utf8) : nil
            let method = content == nil ? "GET" : "POST"
            return HTTPRequest(method: method, url: "\(server.url)/orders?page=1", body: content)
        }
        var verdicts: [Way: [Behaviour.Verdict]] = [:]
        for way in Way.allCases { verdicts[way] = try await Self.verdicts(on: requests, by: way, .http2) }
        for server in servers { await blocking { server.stop() } }
        try Self.compare(
            answers.map(\.name),
            verdicts,
            Self.wantedOverHTTP2.reduce(into: []) { $0.formUnion($1.names) }
        )
    }

    /// The verdict on each of `requests`, 16 of them at a time.
    private static func verdicts(
        on requests: [HTTPRequest],
        by way: Way,
        _ version: ClientConfiguration.Version
    ) async throws -> [Behaviour.Verdict] {
        var configuration = ClientConfiguration()
        configuration.version = version
        configuration.maxHeader = Behaviour.limits.head
        configuration.maxBody = Behaviour.limits.content
        // What one answer leaves on a connection is none of the next one's.
        configuration.freshConnections = true
        configuration.timeout = 2_000_000_000
        let client = try HTTPClient(configuration, by: way)
        let verdicts = await withTaskGroup(of: (Int, Behaviour.Verdict).self) { group in
            var all = [Behaviour.Verdict?](repeating: nil, count: requests.count)
            var rest = requests.enumerated().makeIterator()
            func sendNext() {
                guard let (place, request) = rest.next() else { return }
                group.addTask { (place, verdict(await client.send(request))) }
            }
            for _ in 0..<16 { sendNext() }
            for await (place, verdict) in group {
                all[place] = verdict
                sendNext()
            }
            return all.compactMap { $0 }
        }
        await client.shutdown()
        return verdicts
    }

    private static func compare(
        _ names: [String],
        _ verdicts: [Way: [Behaviour.Verdict]],
        _ wanted: Set<String>
    ) throws {
        let wire = try #require(verdicts[.wire])
        let curl = try #require(verdicts[.curl])
        #expect(wanted.isSubset(of: names))
        for (place, name) in names.enumerated() where wire[place] != curl[place] && !wanted.contains(name) {
            Issue.record("\(name): \(wire[place]) by the wire, \(curl[place]) by libcurl")
        }
    }
}
