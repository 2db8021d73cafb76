import Glibc
import HTTP
import HostileServer
import JSON
import Results
import Scenarios
import Substitution
import Synchronization
import Testing

@testable import Engine

/// A load goes on with a renewed access token when the one that it began with expires.
@Suite struct TokenLoadTests {
    /// A token endpoint and an API behind it, in a time of their own, which goes on as requests come: when all that are
    /// sent hold the newest token it is soon time to renew that one, and as soon as they hold the next it expires.
    private final class World: Sendable {
        private struct State {
            /// Nanoseconds.
            var now: UInt64 = 1
            /// When each token was given out, by their numbers.
            var issued: [UInt64] = []
            /// The requests since then, and who has sent one with the last token among them.
            var since = 0
            var holders: [String: Int] = [:]
            /// Whether its renewal is due, and whether the token before it is over.
            var isDue = false
            var isAlone = true
            var ended = 0
            var wrong: [String] = []
        }

        private static let second: UInt64 = 1_000_000_000
        /// The life of a token, in seconds; it is to be renewed a quarter of it before its end.
        private static let life: UInt64 = 100
        /// So many requests each sends with a token before the time goes on; and so many come in all for it to go on in
        /// any case.
        private static let steady = 20
        private static let patience = 200

        private let state = Mutex(State())
        private let users: Int

        /// - Parameter users: How many send, each one request after the other.
        init(users: Int) { self.users = users }

        /// What was wrong with requests.
        var wrong: [String] { state.withLock { $0.wrong } }
        /// How many tokens there were, and how many of them had expired.
        var tokens: (issued: Int, ended: Int) { state.withLock { ($0.issued.count, $0.ended) } }

        var keeper: TokenKeeper {
            TokenKeeper(
                clock: { self.state.withLock { $0.now } },
                sleep: { pause in
                    let end = self.state.withLock { $0.now } + pause
                    while self.state.withLock({ $0.now }) < end { try await Task.sleep(nanoseconds: 500_000) }
                }
            )
        }

        /// The token endpoint.
        var sender: TableSender {
            TableSender { request, _ in
                guard request.url.hasSuffix("/token") else { return Trial.failure(.other) }
                let number = self.state.withLock { state in
                    state.issued.append(state.now)
                    (state.since, state.holders, state.isDue) = (0, [:], false)
                    state.isAlone = state.issued.count == 1
                    return state.issued.count
                }
                return Trial.response(200, [:], #"{"access_token":"token-\#(number)","expires_in":\#(Self.life)}"#)
            }
        }

        /// The API.
        func server() throws -> TestServer {
            try TestServer { request, _, _ in
                self.awaitRenewal()
                let lines = request.split(separator: "\r\n")
                let user = String(lines[0].split(separator: " ")[1])
                let field = lines.first { $0.hasPrefix("Authorization: Bearer token-") }
                let number = field.flatMap { Int($0.dropFirst("Authorization: Bearer token-".count)) } ?? 0
                if self.isRight(user, number) { return .ok() }
                return .parts([
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n"
                ])
            }
        }

        /// A renewal that is due comes before any further answer: on a busy machine the load would be over by then.
        private func awaitRenewal() {
            for _ in 0..<5_000 {
                guard state.withLock(\.isDue) else { return }
                usleep(2_000)
            }
        }

        private func isRight(_ user: String, _ number: Int) -> Bool {
            state.withLock { state in
                guard (1...max(1, state.issued.count)).contains(number), !state.issued.isEmpty else {
                    state.wrong.append("token \(number), where \(state.issued.count) were given out")
                    return false
                }
                let isOver = state.now >= state.issued[number - 1] + Self.life * Self.second
                if isOver { state.wrong.append("token \(number), which had expired") }
                state.since += 1
                if number == state.issued.count { state.holders[user, default: 0] += 1 }
                goOn(&state)
                return !isOver
            }
        }

        private func goOn(_ state: inout State) {
            let isSteady = state.holders.count >= users && state.holders.values.allSatisfy { $0 >= Self.steady }
            guard !state.isDue, isSteady || state.since >= Self.patience, let last = state.issued.last else { return }
            if state.isAlone {
                // The next request for a token begins anew.
                state.isDue = true
                state.now = last + (Self.life * 3 / 4 + 1) * Self.second
            } else {
                state.isAlone = true
                state.ended += 1
                state.now = state.issued[state.issued.count - 2] + (Self.life + 1) * Self.second
            }
            (state.since, state.holders) = (0, [:])
        }
    }

    /// What is sent: from a template, prepared ahead of time as its parts can't be told apart, or made when it is sent.
    private static let kinds = [
        (#""load": { "rate": "200/s", "for": "3s", "connections": { "max": 1 } }"#, #""path": "/all""#, 1),
        (
            #""load": { "users": 3, "think": "10ms", "for": "60s", "requests": 600 }"#, #""path": "/user-${user}""#, 3
        ),
        (
            #""load": { "rate": "200/s", "for": "3s", "connections": { "max": 1 } }"#,
            #""method": "POST", "path": "/all", "multipart": [{ "name": "a", "text": "${index}" }]"#, 1
        ),
        (
            #""load": { "users": 3, "think": "10ms", "for": "60s", "requests": 600 }"#,
            #""method": "POST", "path": "/user-${user}", "multipart": [{ "name": "a", "text": "${index}" }]"#, 3
        ),
    ]

    @Test(arguments: kinds)
    func aLoadGoesOnWithARenewedToken(_ load: String, _ request: String, _ users: Int) async throws {
        let world = World(users: users)
        let server = try world.server()
        let plan = try Trial.plan(
            #"""
            { "name": "c", \#(load), "expect": { "status": 200 },
              "request": { \#(request), "timeout": "2m", "auth": { "oauth2": { "tokenUrl": "/token", "clientId": "me", "clientSecret": "s3cr:t" } } } }
            """#
        )
        var options = RunOptions()
        options.load.acceptsDoubt = true
        options.load.threads = 1
        let sender = world.sender
        let runner = Runner(
            options: options,
            files: FileStore(),
            contracts: SuiteContracts(),
            keeper: world.keeper,
            amend: { result, _ in result },
            sender: { _ in sender }
        )
        let result = await runner.run(plan, targets: [SuiteTarget(url: server.url)])
        server.stop()
        #expect(world.wrong == [])
        #expect(result.verdicts == [.passed], "\(result.cases.map(\.reason))")
        let (issued, ended) = world.tokens
        #expect(issued > 2 && ended > 1, "\(issued) tokens, of which \(ended) expired")
        // What was sent for the tokens is in no figure.
        let figures = try #require(result.cases[0].steps[0].load)
        #expect(figures.sent == 600 && figures.sent == server.requests.count && figures.offered == 600)
        #expect(figures.statuses == [200: 600] && figures.failures.isEmpty && figures.broken == 0)
        #expect(sender.sent.count == issued && sender.sent.allSatisfy { $0.url.hasSuffix("/token") })
    }
}
