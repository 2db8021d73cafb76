import HTTP
import HostileServer
import Results
import Signing
import Synchronization
import Testing

@testable import Engine
@testable import Scenarios

/// Digest authentication of single requests, bursts and loads.
@Suite struct DigestRunTests {
    private static func scenario(
        _ name: String,
        _ more: String = "",
        password: String = "s3cr3t-word",
        expect: String = "200"
    ) -> String {
        #"""
        { "name": "\#(name)", "request": { "path": "/\#(name)?q", "auth": { "digest": { "user": "ann", "password": "\#(password)" } } },
          "expect": { "status": \#(expect) }\#(more) }
        """#
    }

    /// A server that gives out nonces `n1`, `n2`, … , each for `uses` requests, and takes each count once.
    private final class Guard: Sendable {
        private struct State {
            var nonce = 1
            var counts: Set<String> = []
            var wrong: [String] = []
        }

        private let state = Mutex(State())
        let uses: Int

        init(uses: Int = .max) { self.uses = uses }

        /// What was wrong with requests, beside their passwords.
        var wrong: [String] { state.withLock { $0.wrong } }

        /// The challenge; `nil` when the request has answered it.
        func challenge(_ method: String, _ target: String, _ authorization: String?) -> String? {
            state.withLock { state in
                let sent = authorization.flatMap { AuthenticationField.all($0).first }?.parameters
                func challenge(stale: Bool) -> String {
                    #"Digest realm="r", nonce="n\#(state.nonce)", qop="auth", algorithm=SHA-256"#
                        + (stale ? ", stale=true" : "")
                }
                guard let sent else { return challenge(stale: false) }
                if state.counts.count >= uses { (state.nonce, state.counts) = (state.nonce + 1, []) }
                guard sent["nonce"] == "n\(state.nonce)" else { return challenge(stale: true) }
                let field = HeaderFields([HeaderField("WWW-Authenticate", challenge(stale: false))])
                guard case .challenge(let known) = DigestChallenge.offer(in: field) else { return "Basic" }
                let ann = DigestCredentials(user: "ann", password: "s3cr3t-word")
                let right = known.authorization(
                    ann,
                    secret: known.secret(ann, clientNonce: sent["cnonce"] ?? ""),
                    DigestChallenge.Occasion(
                        method: method,
                        target: target,
                        clientNonce: sent["cnonce"] ?? "",
                        count: UInt32(sent["nc"] ?? "", radix: 16) ?? 0
                    )
                )
                guard right == authorization else { return challenge(stale: false) }
                if !state.counts.insert(sent["nc"] ?? "").inserted { state.wrong.append("\(sent["nc"] ?? "") again") }
                return nil
            }
        }

        /// A sender for single requests.
        var sender: TableSender {
            TableSender { request, _ in
                let target = (try? HTTPURL(request.url))?.target ?? ""
                guard let challenge = self.challenge(request.method, target, request.headers["Authorization"]) else {
                    return Trial.response(200)
                }
                return Trial.response(401, ["WWW-Authenticate": challenge])
            }
        }

        /// A server for the engine.
        func server() throws -> TestServer {
            try TestServer { request, _, _ in
                let words = request.split(separator: "\r\n")[0].split(separator: " ").map(String.init)
                let field = request.split(separator: "\r\n").first { $0.hasPrefix("Authorization: ") }
                let sent = field.map { String($0.dropFirst("Authorization: ".count)) }
                guard let challenge = self.challenge(words[0], words[1], sent) else { return .ok() }
                return .parts([
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: \(challenge)\r\nContent-Length: 0\r\n\r\n"
                ])
            }
        }
    }

    @Test func oneChallengeServesAllCases() async throws {
        let server = Guard()
        let sender = server.sender
        let result = try await Trial.run((0..<12).map { Self.scenario("c\($0)") }.joined(separator: ","), sender)
        #expect(result.verdicts == Array(repeating: .passed, count: 12))
        #expect(sender.sent.count == 13, "one 401, whichever case came first")
        #expect(server.wrong == [])
        let remarks = result.cases.flatMap { $0.steps.flatMap(\.notes) }
        #expect(remarks == ["digest: the server's challenge (401) was answered, and isn't the answer that is judged"])
    }

    @Test func aStaleNonceIsNoAnswer() async throws {
        let server = Guard(uses: 2)
        var options = RunOptions()
        options.jobs = 1
        let result = try await Trial.run(
            (0..<6).map { Self.scenario("c\($0)") }.joined(separator: ","),
            server.sender,
            options
        )
        #expect(result.verdicts == Array(repeating: .passed, count: 6))
        let remarks = result.cases.flatMap { $0.steps.flatMap(\.notes) }
        #expect(remarks.filter { $0.contains("wasn't taken any more") }.count == 2, "\(remarks)")
        #expect(server.wrong == [])
    }

    @Test func aWrongPasswordIsTheAnswer() async throws {
        let sender = Guard().sender
        let result = try await Trial.run(Self.scenario("c", password: "an0ther-one", expect: "401"), sender)
        #expect(result.verdicts == [.passed])
        #expect(sender.sent.count == 2)
        #expect(result.cases[0].steps[0].notes.contains("digest: the server doesn't take the user or the password"))
    }

    @Test func whoIsntAskedIsAnswered() async throws {
        let sender = TableSender { _, _ in Trial.response(200) }
        let result = try await Trial.run([Self.scenario("a"), Self.scenario("b")].joined(separator: ","), sender)
        #expect(result.verdicts == [.passed, .passed] && sender.sent.count == 2)
        #expect(sender.sent.allSatisfy { $0.headers["Authorization"] == nil })
    }

    @Test func aChallengeOfAnotherKindIsToldOf() async throws {
        let sender = TableSender { _, _ in
            Trial.response(401, ["WWW-Authenticate": "Digest realm=x, nonce=n, algorithm=SHA3-512"])
        }
        let result = try await Trial.run(Self.scenario("c"), sender)
        #expect(result.verdicts == [.failed] && sender.sent.count == 1)
        let notes = result.cases[0].steps[0].notes
        #expect(
            notes.contains {
                $0.hasPrefix("digest: the server's challenge can't be answered: its challenge is by SHA3-512")
            }
        )
    }

    /// Reports hold neither the password nor what could be tried out to find it, and a command that works.
    @Test func nothingTellsThePassword() async throws {
        let result = try await Trial.run(Self.scenario("c"), Guard().sender)
        let request = try #require(result.cases[0].steps[0].request)
        #expect(request.curl.contains("--digest -u 'ann:'\"$DIGEST_PASSWORD\""), "\(request.curl)")
        #expect(!request.curl.contains("Authorization"))
        let field = try #require(request.headers["Authorization"])
        #expect(field.contains(#"username="ann""#) && field.contains(#"response="$DIGEST_RESPONSE""#), "\(field)")
    }

    /// The challenge is learnt before, so that all requests of a burst go out at once with counts of their own.
    @Test(arguments: [#", "burst": { "requests": 20 }"#, #", "load": { "rate": "200/s", "for": "100ms" }"#])
    func trafficAnswersBeforehand(_ traffic: String) async throws {
        let guarding = Guard()
        let server = try guarding.server()
        var options = RunOptions()
        options.load.acceptsDoubt = true
        let result = try await Trial.run(Self.scenario("c", traffic), guarding.sender, options, target: server.url)
        server.stop()
        #expect(result.verdicts == [.passed], "\(result.cases.map(\.reason))")
        #expect(server.requests.count == 20 && server.requests.allSatisfy { $0.contains("\r\nAuthorization: Digest ") })
        #expect(guarding.wrong == [])
        let notes = result.cases[0].steps[0].notes
        #expect(
            notes.contains("digest: the server's challenge (401) was learnt by a request before, which is in no figure")
        )
    }

    /// A nonce that becomes stale under way is replaced, and no request fails for it; the users of a closed load count
    /// as others.
    @Test(arguments: [
        #", "load": { "rate": "300/s", "for": "200ms" }"#, #", "load": { "users": 4, "for": "10s", "requests": 60 }"#,
    ])
    func aNonceMayBecomeStaleUnderLoad(_ traffic: String) async throws {
        let guarding = Guard(uses: 7)
        let server = try guarding.server()
        var options = RunOptions()
        options.load.acceptsDoubt = true
        let result = try await Trial.run(Self.scenario("c", traffic), guarding.sender, options, target: server.url)
        server.stop()
        #expect(result.verdicts == [.passed], "\(result.cases.map(\.reason))")
        let figures = try #require(result.cases[0].steps[0].load)
        #expect(Array(figures.statuses.keys) == [200], "\(figures.statuses)")
        #expect(server.requests.count > 60 && guarding.wrong == [])
    }

    /// Rows bring their own users: each is known by the field that it has sent.
    @Test func rowsMayHaveUsersOfTheirOwn() async throws {
        let guarding = Guard(uses: 5)
        let server = try guarding.server()
        var options = RunOptions()
        options.load.acceptsDoubt = true
        let scenario = #"""
            { "name": "c", "request": { "auth": { "digest": { "user": "${who}", "password": "s3cr3t-word" } } },
              "load": { "rate": "200/s", "for": "100ms", "data": [{ "who": "ann" }] }, "expect": { "status": 200 } }
            """#
        let result = try await Trial.run(scenario, guarding.sender, options, target: server.url)
        server.stop()
        #expect(result.verdicts == [.passed], "\(result.cases.map(\.reason))")
        #expect(guarding.wrong == [])
    }
}
