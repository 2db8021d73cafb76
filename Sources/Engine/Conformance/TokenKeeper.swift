import Decoding
import Diagnostics
import HTTP
import JSON
import Measurement
import Quantities
import Results
import Scenarios
import Signing
import Substitution
import Synchronization

/// Gets access tokens by OAuth 2.0 and renews them: one for all cases and connections that ask in the same way. What it
/// sends is part of no figure.
final class TokenKeeper: Sendable {
    /// Why there is no token.
    struct Failure: Error {
        var reason: String
    }

    /// How requests are sent, and what must not be told.
    struct Way: Sendable {
        var sender: any Sender
        var timeout: UInt64
        var redactor: Redactor
        /// Milliseconds since 1970.
        var now: @Sendable () -> Int64 = { WallClock.milliseconds() }
    }

    private struct Entry {
        let text: LiveText
        /// What is under way, or has ended.
        var task: Task<Result<Void, Failure>, Never>
        /// From when on the token has to be renewed, by the monotonic clock; `nil` while it is asked for.
        var renewal: UInt64?
        /// Until when the token that there is holds; `nil` where there is none.
        var expiry: UInt64?
        var refreshToken: String?
    }

    private let entries = Mutex<[OAuthTokenRequest: Entry]>([:])
    private let clock: @Sendable () -> UInt64
    private let sleep: @Sendable (_ nanoseconds: UInt64) async throws -> Void
    /// What the IDs of assertions are made of.
    private let random: Mutex<SplitMix64>

    /// No tokens yet.
    ///
    /// - Parameters:
    ///   - seed: The run's.
    ///   - clock: Nanoseconds that never go back.
    ///   - sleep: Waits so long by that clock.
    init(
        seed: UInt64 = 0,
        clock: @escaping @Sendable () -> UInt64 = MonotonicClock.now,
        sleep: @escaping @Sendable (_ nanoseconds: UInt64) async throws -> Void = {
            try await Task.sleep(nanoseconds: $0)
        }
    ) {
        random = Mutex(SplitMix64(seed: Seeds.derive(seed, "assertions")))
        self.clock = clock
        self.sleep = sleep
    }

    /// After a failure the endpoint is left in peace for so long: what waits has the same reason.
    private static let patience: UInt64 = 5_000_000_000
    /// A token that expires at once isn't asked for more often; the shortest life that can be told is a second, of
    /// which a quarter is left when it is renewed.
    static let shortestPause: UInt64 = 500_000_000
    /// A year: for a token that doesn't say when it expires.
    private static let unlimited: Double = 31_536_000

    /// The token that `wanted` asks for, kept or fetched.
    func token(_ wanted: OAuthTokenRequest, _ way: Way) async throws(Failure) -> LiveText {
        let (task, text): (Task<Result<Void, Failure>, Never>, LiveText) = entries.withLock { entries in
            let known = entries[wanted]
            if let known, known.renewal.map({ $0 > clock() }) ?? true { return (known.task, known.text) }
            let text = known?.text ?? LiveText("")
            let refreshToken = known?.refreshToken
            let task = Task { await fetch(wanted, refreshToken, way) }
            entries[wanted] = Entry(
                text: text,
                task: task,
                renewal: nil,
                expiry: known?.expiry,
                refreshToken: refreshToken
            )
            return (task, text)
        }
        try await task.value.get()
        return text
    }

    /// Keeps the token of `wanted` fresh until its task is cancelled.
    func renewing(_ wanted: OAuthTokenRequest, _ way: Way) -> Task<Void, Never> {
        Task {
            while !Task.isCancelled {
                let now = clock()
                let due = entries.withLock { $0[wanted]?.renewal } ?? now + Self.patience
                let pause = max(due > now ? due - now : 0, Self.shortestPause)
                guard (try? await sleep(pause)) != nil else { return }
                _ = try? await token(wanted, way)
            }
        }
    }

    private func fetch(_ wanted: OAuthTokenRequest, _ refreshToken: String?, _ way: Way) async -> Result<Void, Failure>
    {
        var outcome = Result<Answer, Failure>.failure(Failure(reason: ""))
        // Its life may have begun before its answer came, though not before it was asked for.
        var asked = clock()
        if let refreshToken { outcome = await ask(wanted, by: refreshToken, way) }
        // One that isn't taken any more is no reason to give up.
        if case .failure = outcome {
            asked = clock()
            outcome = await ask(wanted, by: nil, way)
        }
        let now = clock()
        return entries.withLock { entries in
            switch outcome {
            case .success(let answer):
                let lifetime = UInt64(min(answer.lifetime, Self.unlimited) * 1_000_000_000)
                entries[wanted]?.renewal = asked + lifetime - min(wanted.renewBefore, lifetime / 4)
                entries[wanted]?.refreshToken = answer.refreshToken ?? refreshToken
                entries[wanted]?.expiry = asked + lifetime
                entries[wanted]?.text.become(answer.token)
                return .success(())
            case .failure(let failure):
                // The one that there is may still hold: it is tried again in the time that is left of it.
                let expiry = entries[wanted]?.expiry.flatMap { $0 > now ? $0 : nil }
                entries[wanted]?.renewal = now + min(Self.patience, expiry.map { ($0 - now) / 2 } ?? .max)
                return expiry == nil ? .failure(failure) : .success(())
            }
        }
    }

    /// What a token endpoint says (RFC 6749, section 5.1).
    private struct Answer {
        var token: String
        /// In seconds.
        var lifetime: Double
        var refreshToken: String?
    }

    private func ask(_ wanted: OAuthTokenRequest, by refreshToken: String?, _ way: Way) async -> Result<Answer, Failure>
    {
        let id = random.withLock { UUID4.make(&$0) }
        let request: HTTPRequest
        do throws(WebTokenError) {
            request = try wanted.request(by: refreshToken, OAuthTokenRequest.Occasion(now: way.now(), id: id))
        } catch {
            return .failure(Failure(reason: error.message))
        }
        var options = SendOptions(timeout: way.timeout)
        options.holdsSecret = way.redactor.holdsSecret
        let exchange = await way.sender.send(request, options, at: nil)
        let place = "the token endpoint \(way.redactor.redact(request.url))"
        switch exchange.outcome {
        case .failure(let failure):
            let detail = way.redactor.redact(failure.detail)
            return .failure(Failure(reason: "\(place) gave no answer: \(failure.category.rawValue): \(detail)"))
        case .success(let response):
            let content = try? JSONParser.parse(response.body)
            guard response.status == 200, let token = content?["access_token"]?.string, !token.isEmpty else {
                let words = [content?["error"]?.string, content?["error_description"]?.string].compactMap(\.self)
                let told = words.isEmpty ? "no access_token" : words.joined(separator: ": ")
                return .failure(Failure(reason: "\(place) answered \(response.status), \(way.redactor.redact(told))"))
            }
            way.redactor.hide(token, name: "ACCESS_TOKEN")
            // A client must not use a token whose type it doesn't know (RFC 6749, section 7.1). Some leave the type
            // out.
            if let type = content?["token_type"], type != .null, type.string?.lowercased() != "bearer" {
                let told = way.redactor.redact(ValueText.short(type))
                return .failure(
                    Failure(
                        reason:
                            "\(place) gave a token of the token_type \(told), which must not be used as a bearer token (RFC 6749, section 7.1)"
                    )
                )
            }
            let refreshToken = content?["refresh_token"]?.string
            if let refreshToken { way.redactor.hide(refreshToken, name: "REFRESH_TOKEN") }
            let lifetime = content?["expires_in"]
            let seconds = lifetime?.number?.double ?? lifetime?.string.flatMap { Int($0) }.map { Double($0) }
            return .success(
                Answer(token: token, lifetime: max(0, seconds ?? Self.unlimited), refreshToken: refreshToken)
            )
        }
    }
}

extension CaseRunner {
    /// Gets the tokens that `step` needs; for a burst or load, what keeps them fresh meanwhile.
    ///
    /// - Throws: why there is none.
    func tokens(of step: Step, _ sender: any Sender, _ scope: inout CaseScope) async throws(TokenKeeper.Failure)
        -> [Task<Void, Never>]
    {
        let wanted: [OAuthTokenRequest]
        do throws(Problems.Found) {
            wanted = try scope.tokenRequests(of: step, target: target)
        } catch {
            throw TokenKeeper.Failure(reason: error.reason)
        }
        guard !wanted.isEmpty else { return [] }
        let way = TokenKeeper.Way(
            sender: sender,
            timeout: options.timeout ?? RunOptions.defaultTimeout,
            redactor: scope.redactor,
            now: scope.scope.clock
        )
        var renewals: [Task<Void, Never>] = []
        for request in wanted {
            let token = try await runner.keeper.token(request, way)
            scope.keep(token, for: request)
            if step.traffic != .single || step.eventually != nil {
                renewals.append(runner.keeper.renewing(request, way))
            }
        }
        return renewals
    }
}
