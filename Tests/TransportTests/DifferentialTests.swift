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
        /// Of lengths and codings that contradict each other, or that the grammar doesn't have, libcurl takes one, and waits
        /// for what it then lacks; RFC 9112, section 6.3, calls them errors.
        case framing
        /// libcurl takes chunks, trailers and names of fields that the grammar doesn't have.
        case syntax
        /// libcurl refuses, or doesn't understand, what a recipient may or must read: a folded coding, NUL for a space, a
        /// higher minor version, gzip of several members (RFC 1952, section 2.2).
        case tolerance
        /// libcurl takes compressed content that ends early for complete.
        case codings
        /// libcurl says `malformed` or `other` for what is another thing, or waits for more of what is too large already.
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
        var found: [String: (wire: Behaviour.Verdict, curl: Behaviour.Verdict)] = [:]
        let server = try HostileServer()
        var verdicts: [Way: [Behaviour.Verdict]] = [:]
        for way in Way.allCases {
            var configuration = ClientConfiguration()
            configuration.maxHeader = Behaviour.limits.head
            configuration.maxBody = Behaviour.limits.content
            // What one answer leaves on a connection is none of the next one's.
            configuration.freshConnections = true
            configuration.timeout = 2_000_000_000
            let client = try HTTPClient(configuration, by: way)
            verdicts[way] = await withTaskGroup(of: (Int, Behaviour.Verdict).self) { group in
                var all = [Behaviour.Verdict?](repeating: nil, count: answers.count)
                var next = 0
                func sendNext() {
                    guard next < answers.count else { return }
                    let place = next
                    next += 1
                    let request = HTTPRequest(method: answers[place].method, url: server.url(answers[place]))
                    group.addTask { (place, Self.verdict(await client.send(request))) }
                }
                for _ in 0..<16 { sendNext() }
                for await (place, verdict) in group {
                    all[place] = verdict
                    sendNext()
                }
                return all.compactMap { $0 }
            }
            await client.shutdown()
        }
        await blocking { server.stop() }
        let wire = try #require(verdicts[.wire])
        let curl = try #require(verdicts[.curl])
        for (place, answer) in answers.enumerated() where wire[place] != curl[place] {
            found[answer.name] = (wire[place], curl[place])
        }
        let wanted = Reason.allCases.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        #expect(wanted.isSubset(of: answers.map(\.name)))
        for (name, pair) in found where !wanted.contains(name) {
            Issue.record("\(name): \(pair.wire) by the wire, \(pair.curl) by libcurl")
        }
    }
}
