import HTTP
import HostileServer
import JSON
import Results
import Signing
import Substitution
import Synchronization
import Testing
import URI

@testable import Engine
@testable import Scenarios

/// Access tokens by OAuth 2.0.
@Suite struct TokenTests {
    /// A scenario that needs a token which `more` asks for.
    private static func scenario(_ name: String, _ more: String = "", _ rest: String = "") -> String {
        #"""
        { "name": "\#(name)", "request": { "path": "/\#(name)", "auth": { "oauth2": { "tokenUrl": "/token", "clientId": "me", "clientSecret": "s3 cr:t"\#(more) } } },
          "expect": { "status": 200 }\#(rest) }
        """#
    }

    private static func server(_ token: @escaping @Sendable (HTTPRequest, Int) -> Result<HTTPResponse, ExchangeFailure>)
        -> TableSender
    {
        let asked = Mutex(0)
        return TableSender { request, _ in
            guard request.url.hasSuffix("/token") else { return Trial.response(200) }
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            return token(request, number)
        }
    }

    private static func bodies(_ sender: TableSender) -> [String] {
        sender.sent.filter { $0.url.hasSuffix("/token") }.map { String(decoding: $0.body ?? [], as: UTF8.self) }
    }

    @Test func oneTokenServesAllWhoAskInTheSameWay() async throws {
        let sender = Self.server { _, number in
            Trial.response(200, [:], #"{"access_token":"t-\#(number)","expires_in":3600}"#)
        }
        let scenarios = ["a", "b", "c"].map { Self.scenario($0) } + [Self.scenario("d", #", "scope": "more""#)]
        let result = try await Trial.run(scenarios.joined(separator: ","), sender)
        #expect(result.exitCode == 0)
        #expect(
            Set(Self.bodies(sender)) == ["grant_type=client_credentials", "grant_type=client_credentials&scope=more"]
        )
        #expect(Self.bodies(sender).count == 2)
        let asking = try #require(sender.sent.first { $0.url.hasSuffix("/token") })
        // base64 of "me:s3+cr%3At", as RFC 6749, section 2.3.1, has it.
        #expect(asking.method == "POST" && asking.headers["Authorization"] == "Basic bWU6czMrY3IlM0F0")
        let used = Set(sender.sent.compactMap { $0.url.hasSuffix("/token") ? nil : $0.headers["Authorization"] })
        #expect(used == ["Bearer t-1", "Bearer t-2"])
        // The token itself is nobody's business.
        #expect(result.cases.allSatisfy { $0.steps.allSatisfy { !($0.request?.curl.contains("t-1") ?? true) } })
    }

    @Test(arguments: [
        (#""mac""#, false), (#""DPoP""#, false), ("7", false), (#""bearer""#, true), (#""BEARER""#, true),
        ("null", true),
    ])
    func onlyABearerTokenIsUsedAsOne(_ type: String, _ isUsed: Bool) async throws {
        let sender = Self.server { _, _ in Trial.response(200, [:], #"{"access_token":"t-1","token_type":\#(type)}"#) }
        let result = try await Trial.run(Self.scenario("a"), sender)
        #expect(sender.sent.count == (isUsed ? 2 : 1))
        #expect(result.verdicts == [isUsed ? .passed : .error])
        let reason = result.cases[0].steps.compactMap(\.error).first ?? result.cases[0].reason
        #expect(
            isUsed || reason.contains("of the token_type \(type), which must not be used as a bearer token"),
            "\(reason)"
        )
    }

    @Test func aTokenThatIsOverIsRenewedByItsRefreshToken() async throws {
        let sender = Self.server { _, number in
            Trial.response(
                200,
                [:],
                #"{"access_token":"token-\#(number)","expires_in":0,"refresh_token":"again-\#(number)"}"#
            )
        }
        var options = RunOptions()
        options.jobs = 1
        let more = #", "grant": "password", "user": "ann", "password": "p", "credentialsIn": "body""#
        let result = try await Trial.run(
            [Self.scenario("a", more), Self.scenario("b", more)].joined(separator: ","),
            sender,
            options
        )
        #expect(result.exitCode == 0)
        #expect(
            Self.bodies(sender) == [
                "grant_type=password&username=ann&password=p&client_id=me&client_secret=s3+cr%3At",
                "grant_type=refresh_token&refresh_token=again-1&client_id=me&client_secret=s3+cr%3At",
            ]
        )
    }

    @Test func whatTheEndpointSaysIsTheReasonOfAll() async throws {
        let sender = Self.server { _, _ in
            Trial.response(401, [:], #"{"error":"invalid_client","error_description":"who are you?"}"#)
        }
        let result = try await Trial.run([Self.scenario("a"), Self.scenario("b")].joined(separator: ","), sender)
        #expect(result.verdicts == [.error, .error])
        #expect(
            Set(result.cases.map(\.reason))
                == ["the token endpoint http://127.0.0.1:1/token answered 401, invalid_client: who are you?"]
        )
        #expect(Self.bodies(sender).count == 1)
    }

    /// A load's requests have the token that is fresh when each of them is sent.
    @Test func aBurstSharesOneToken() async throws {
        let server = try TestServer { _, _, _ in .parts(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]) }
        let sender = Self.server { _, number in Trial.response(200, [:], #"{"access_token":"t-\#(number)"}"#) }
        let result = try await Trial.run(
            Self.scenario("a", "", #", "burst": { "requests": 4 }"#),
            sender,
            target: server.url
        )
        server.stop()
        #expect(result.verdicts == [.passed])
        #expect(Self.bodies(sender).count == 1)
        #expect(
            server.requests.count == 4 && server.requests.allSatisfy { $0.contains("Authorization: Bearer t-1\r\n") }
        )
    }

    /// A time that a test sets, in nanoseconds.
    private final class ManualTime: Sendable {
        private let now = Mutex<UInt64>(1)
        func set(seconds: UInt64) { now.withLock { $0 = seconds * 1_000_000_000 } }
        var clock: @Sendable () -> UInt64 { { self.now.withLock { $0 } } }
    }

    @Test func aRenewalThatFailsTakesNothingThatHolds() async throws {
        let time = ManualTime()
        let (keeper, wanted, way, sender) = Self.kept(time) { number in
            number == 1
                ? Trial.response(200, [:], #"{"access_token":"t-1","expires_in":100}"#) : Trial.response(503)
        }
        #expect(try await keeper.token(wanted, way).text == "t-1")
        time.set(seconds: 81)
        #expect(try await keeper.token(wanted, way).text == "t-1")
        #expect(Self.bodies(sender).count == 2)
        time.set(seconds: 99)
        #expect(try await keeper.token(wanted, way).text == "t-1")
        time.set(seconds: 102)
        await #expect(throws: TokenKeeper.Failure.self) { try await keeper.token(wanted, way) }
        #expect(Self.bodies(sender).count == 4)
    }

    /// A keeper whose time a test sets, the token that it is asked for, and how.
    private static func kept(
        _ time: ManualTime,
        _ answer: @escaping @Sendable (Int) -> Result<HTTPResponse, ExchangeFailure>
    ) -> (TokenKeeper, OAuthTokenRequest, TokenKeeper.Way, TableSender) {
        let sender = server { _, number in answer(number) }
        let wanted = OAuthTokenRequest(
            url: "http://127.0.0.1:1/token",
            parameters: [("grant_type", "client_credentials")],
            shared: [],
            authorization: nil,
            renewBefore: 20_000_000_000
        )
        let way = TokenKeeper.Way(sender: sender, timeout: 1_000_000_000, redactor: Redactor())
        return (TokenKeeper(clock: time.clock), wanted, way, sender)
    }

    /// An endpoint that takes its time doesn't make the token live longer.
    @Test func aLifeCountsFromWhenItWasAskedFor() async throws {
        let time = ManualTime()
        let (keeper, wanted, way, sender) = Self.kept(time) { number in
            if number == 1 { time.set(seconds: 15) }
            return Trial.response(200, [:], #"{"access_token":"t-\#(number)","expires_in":100}"#)
        }
        #expect(try await keeper.token(wanted, way).text == "t-1")
        time.set(seconds: 79)
        #expect(try await keeper.token(wanted, way).text == "t-1")
        time.set(seconds: 81)
        #expect(try await keeper.token(wanted, way).text == "t-2")
        #expect(Self.bodies(sender).count == 2)
    }

    /// What couldn't be renewed is tried again before it is over, however short it lives.
    @Test func aRenewalIsTriedAgainWhileTheTokenHolds() async throws {
        let time = ManualTime()
        let (keeper, wanted, way, _) = Self.kept(time) { number in
            number == 2
                ? Trial.response(503)
                : Trial.response(200, [:], #"{"access_token":"t-\#(number)","expires_in":12}"#)
        }
        #expect(try await keeper.token(wanted, way).text == "t-1")
        time.set(seconds: 10)
        #expect(try await keeper.token(wanted, way).text == "t-1")
        time.set(seconds: 11)
        #expect(try await keeper.token(wanted, way).text == "t-3")
    }

    /// A life is told in whole seconds: of one a quarter is left when it is renewed, in which the new token must have
    /// come and be seen.
    @Test func theShortestLifeIsLongEnough() {
        let second: UInt64 = 1_000_000_000
        #expect(TokenKeeper.shortestPause <= second * 3 / 4)
        #expect(TemplateBuilder.longestUnseen <= second / 40)
    }

    /// While a load runs its token is asked for again when it is due, though never more often than twice a second.
    @Test func aTokenIsKeptFresh() async throws {
        let (asked, asking) = AsyncStream<Int>.makeStream()
        let sender = Self.server { _, number in
            asking.yield(number)
            return Trial.response(200, [:], #"{"access_token":"t-\#(number)","expires_in":0}"#)
        }
        let keeper = TokenKeeper()
        let wanted = OAuthTokenRequest(
            url: "http://127.0.0.1:1/token",
            parameters: [("grant_type", "client_credentials")],
            shared: [],
            authorization: nil,
            renewBefore: 20_000_000_000
        )
        let way = TokenKeeper.Way(sender: sender, timeout: 1_000_000_000, redactor: Redactor())
        let text = try await keeper.token(wanted, way)
        #expect(text.text == "t-1")
        let renewal = keeper.renewing(wanted, way)
        // Were it to end by itself, nobody would ask.
        let watch = Task {
            await renewal.value
            asking.finish()
        }
        var last = 0
        for await number in asked {
            last = number
            if number == 2 { break }
        }
        renewal.cancel()
        await watch.value
        #expect(last == 2)
        #expect(text.text == "t-2")
    }

    private static func claims(_ body: String) throws -> JSONValue {
        let field = try #require(body.split(separator: "&").first { $0.hasPrefix("client_assertion=") })
        let parts = field.dropFirst("client_assertion=".count).split(separator: ".").map(String.init)
        #expect(
            try WebTokenSigner(.HS256, key: Array("k3y-k3y".utf8)).token(
                header: String(decoding: Base64URL.decodeAny(parts[0]) ?? [], as: UTF8.self),
                claims: String(decoding: Base64URL.decodeAny(parts[1]) ?? [], as: UTF8.self)
            ) == parts.joined(separator: ".")
        )
        return try JSONParser.parse(Base64URL.decodeAny(parts[1]) ?? [])
    }

    /// RFC 7523: a client proves who it is by a token that it signs for each request to the token endpoint.
    @Test func aClientMaySignForItsToken() async throws {
        let sender = Self.server { _, number in
            Trial.response(200, [:], #"{"access_token":"token-\#(number)","expires_in":0,"refresh_token":"again"}"#)
        }
        var options = RunOptions()
        options.jobs = 1
        options.seed = 7
        let scenario = #"""
            { "name": "%", "request": { "path": "/%", "auth": { "oauth2": { "tokenUrl": "/token", "clientId": "me",
              "clientAssertion": { "algorithm": "HS256", "key": "k3y-k3y", "header": { "kid": "1" }, "claims": { "aud": "https://id" }, "lifetime": "2m" } } } },
              "expect": { "status": 200 } }
            """#
        let scenarios = ["a", "b"].map { scenario.replacing("%", with: $0) }.joined(separator: ",")
        let result = try await Trial.run(scenarios, sender, options)
        #expect(result.exitCode == 0, "\(result.cases.map(\.reason))")
        let bodies = Self.bodies(sender)
        #expect(
            bodies.count == 2 && bodies.allSatisfy { $0.contains("client_id=me&client_assertion_type=urn%3Aietf%3A") }
        )
        #expect(bodies[0].hasPrefix("grant_type=client_credentials&client_id=me"))
        #expect(bodies[1].hasPrefix("grant_type=refresh_token&refresh_token=again&client_id=me"))
        let claims = try bodies.map(Self.claims)
        for claims in claims {
            #expect(claims["iss"] == "me" && claims["sub"] == "me" && claims["aud"] == "https://id")
            let (issued, expires) = (
                try #require(claims["iat"]?.number?.double), try #require(claims["exp"]?.number?.double)
            )
            #expect(expires - issued == 120)
        }
        #expect(claims[0]["jti"]?.string?.count == 36 && claims[0]["jti"] != claims[1]["jti"])
        let again = Self.server { _, _ in Trial.response(200, [:], #"{"access_token":"t"}"#) }
        _ = try await Trial.run(scenarios, again, options)
        #expect(Self.bodies(again).count == 1)
        #expect(try Self.claims(Self.bodies(again)[0])["jti"] == claims[0]["jti"], "the seed repeats it")
    }
}
