import Cryptography
import HTTP
import HostileServer
import JSON
import Results
import Synchronization
import Testing

@testable import Engine
@testable import Scenarios

/// What becomes of a server's proof that it knows the password, and of the nonces that it names beforehand.
@Suite struct DigestProofRunTests {
    /// A server that takes each nonce once and names the next, and proves that it knows a password.
    private final class Prover: Sendable {
        private struct State {
            var nonce = 1
            var refused = 0
            var wrong: [String] = []
        }

        private let state = Mutex(State())
        private let password: String
        private let content: String
        private let quality: String

        /// - Parameters:
        ///   - password: What its proofs are made of.
        ///   - content: What its proofs are of; they are sent with `content`.
        init(password: String = "s3cr3t-word", content: String = "content", quality: String = "auth") {
            self.password = password
            self.content = content
            self.quality = quality
        }

        /// How many requests were asked for an answer.
        var refused: Int { state.withLock { $0.refused } }

        /// The field that asks for an answer to a request, or else the one that says what came of it.
        private func field(_ authorization: String?) -> (asks: Bool, value: String) {
            state.withLock { state in
                let sent = authorization.flatMap { AuthenticationField.all($0).first }?.parameters ?? [:]
                guard sent["nonce"] == "n\(state.nonce)", sent["nc"] == "00000001" else {
                    state.refused += 1
                    let stale = sent.isEmpty ? "" : ", stale=true"
                    return (
                        true,
                        #"Digest realm="r", nonce="n\#(state.nonce)", qop="\#(quality)", algorithm=SHA-256\#(stale)"#
                    )
                }
                state.nonce += 1
                func hex(_ text: String) -> String { HashFunction.sha256.hex(of: Array(text.utf8)) }
                let covered = ":\(sent["uri"] ?? "")" + (quality == "auth" ? "" : ":\(hex(content))")
                let middle = "\(sent["nonce"] ?? ""):00000001:\(sent["cnonce"] ?? ""):\(quality)"
                let proof = hex("\(hex("ann:r:\(password)")):\(middle):\(hex(covered))")
                return (false, #"rspauth="\#(proof)", nextnonce="n\#(state.nonce)""#)
            }
        }

        var sender: TableSender {
            TableSender { request, _ in
                let (asks, value) = self.field(request.headers["Authorization"])
                return asks
                    ? Trial.response(401, ["WWW-Authenticate": value])
                    : Trial.response(200, ["Authentication-Info": value], "content")
            }
        }

        /// - Parameter isLate: Whether what came of a request stands behind its content.
        func server(isLate: Bool = false) throws -> TestServer {
            try TestServer { request, _, _ in
                let line = request.split(separator: "\r\n").first { $0.hasPrefix("Authorization: ") }
                let (asks, value) = self.field(line.map { String($0.dropFirst("Authorization: ".count)) })
                if asks {
                    return .parts([
                        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: \(value)\r\nContent-Length: 0\r\n\r\n"
                    ])
                }
                guard isLate else { return .ok("content", "authentication-INFO: \(value)\r\n") }
                let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Authentication-Info\r\n\r\n"
                return .parts([head + "7\r\ncontent\r\n0\r\nAuthentication-Info: \(value)\r\n\r\n"])
            }
        }
    }

    private static func scenario(_ name: String, _ more: String = "", qop: String = "auth") -> String {
        #"""
        { "name": "\#(name)", "request": { "path": "/\#(name)?q", "auth": { "digest": { "user": "ann", "password": "s3cr3t-word", "qop": "\#(qop)" } } },
          "expect": { "status": 200 }\#(more) }
        """#
    }

    /// The server names the next nonce with each answer: no request but the first is asked for one.
    @Test(arguments: ["auth", "auth-int"]) func aProofThatHoldsIsNoMatter(_ quality: String) async throws {
        let server = Prover(quality: quality)
        let sender = server.sender
        var options = RunOptions()
        options.jobs = 1
        let scenarios = (0..<4).map { Self.scenario("c\($0)", qop: quality) }.joined(separator: ",")
        let result = try await Trial.run(scenarios, sender, options)
        #expect(result.verdicts == Array(repeating: .passed, count: 4))
        #expect(sender.sent.count == 5 && server.refused == 1)
        // Passwords could be tried out on what the server says as well as on what it is told.
        let response = try #require(result.cases[0].steps[0].response)
        #expect(response.headers["Authentication-Info"]?.hasPrefix(#"rspauth="$DIGEST_RESPONSE""#) == true)
    }

    @Test(arguments: [
        ("an0ther-one", "content", "auth", "one that isn't made of the password and the request"),
        (
            "s3cr3t-word", "other content", "auth-int",
            "one that isn't made of the password, the request and the content"
        ),
    ])
    func aWrongProofIsAFailure(_ password: String, _ content: String, _ quality: String, _ found: String) async throws {
        let server = Prover(password: password, content: content, quality: quality)
        let result = try await Trial.run(Self.scenario("c", qop: quality), server.sender)
        #expect(result.verdicts == [.failed])
        #expect(
            result.cases[0].steps[0].findings == [
                Finding(
                    "digest.rspauth",
                    expected: "a proof that the server knows the password (RFC 7616, section 3.5)",
                    found: found
                )
            ]
        )
    }

    /// A question is answered by what came, however it came.
    @Test func aQuestionIsAnswered() async throws {
        let question = #"""
            { "name": "c", "question": "?", "answers": [{ "answer": "yes", "when": { "status": 200 } }],
              "request": { "auth": { "digest": { "user": "ann", "password": "s3cr3t-word" } } } }
            """#
        let result = try await Trial.run(question, Prover(password: "an0ther-one").sender)
        #expect(result.verdicts == [.answered])
        #expect(result.cases[0].steps[0].notes.contains { $0.hasPrefix("digest.rspauth: expected a proof") })
    }

    private static let loads = [
        #", "load": { "rate": "200/s", "for": "200ms", "connections": { "max": 1 } }"#,
        #", "load": { "users": 1, "for": "10s", "requests": 40 }"#,
    ]

    /// In a load too the next nonce is taken, by requests that were prepared before it was known as well.
    @Test(arguments: loads, [false, true]) func aLoadTakesTheNextNonce(_ load: String, isLate: Bool) async throws {
        let prover = Prover(quality: isLate ? "auth-int" : "auth")
        let server = try prover.server(isLate: isLate)
        var options = RunOptions()
        options.load.acceptsDoubt = true
        let result = try await Trial.run(Self.scenario("c", load), prover.sender, options, target: server.url)
        server.stop()
        #expect(result.verdicts == [.passed], "\(result.cases.map(\.reason))")
        let figures = try #require(result.cases[0].steps[0].load)
        #expect(figures.sent == 40 && figures.statuses == [200: 40])
        // The one that asks for the challenge before the load is no part of it.
        #expect(server.requests.count == 40 && prover.refused == 1)
    }

    @Test(arguments: loads, [false, true]) func aLoadFindsAWrongProof(_ load: String, isLate: Bool) async throws {
        let prover = isLate ? Prover(content: "other content", quality: "auth-int") : Prover(password: "an0ther-one")
        let server = try prover.server(isLate: isLate)
        var options = RunOptions()
        options.load.acceptsDoubt = true
        let result = try await Trial.run(
            Self.scenario("c", load, qop: isLate ? "auth-int" : "auth"),
            prover.sender,
            options,
            target: server.url
        )
        server.stop()
        #expect(result.verdicts == [.failed])
        let figures = try #require(result.cases[0].steps[0].load)
        #expect(figures.broken == 40 && figures.statuses == [200: 40])
        let kinds = figures.examples.map(\.kind)
        #expect(kinds.count == 1 && kinds[0].hasPrefix("digest.rspauth: expected a proof that the server"), "\(kinds)")
    }
}
