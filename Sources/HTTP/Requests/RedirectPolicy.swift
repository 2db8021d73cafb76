import URI

/// Which request follows a redirect (RFC 9110, section 15.4): pure, and the same for all that send.
package struct RedirectPolicy: Sendable {
    /// How many are followed at most; one more is a failure. 0 leaves a redirect as the response that it is.
    package var most: Int
    /// Whether one to another host is a failure: load must not be led to whom nobody named.
    package var staysOnHost: Bool
    /// Whether bytes hold a value that was declared secret, in whatever spelling: such values never leave their origin.
    package var holdsSecret: @Sendable (_ bytes: [UInt8]) -> Bool
    /// Why a redirect may not be followed to a URL; `nil` when it may.
    package var refusal: @Sendable (_ url: String) -> String? = { _ in nil }

    /// A policy.
    package init(
        most: Int,
        staysOnHost: Bool = false,
        holdsSecret: @escaping @Sendable (_ bytes: [UInt8]) -> Bool = { _ in false }
    ) {
        self.most = most
        self.staysOnHost = staysOnHost
        self.holdsSecret = holdsSecret
    }

    /// The statuses that redirect by their `Location`; 300 leaves the choice to a person, 304 isn't one.
    private static let statuses: Set<Int> = [301, 302, 303, 307, 308]

    /// What never goes to another origin.
    private static let credentials = ["Authorization", "Cookie", "Proxy-Authorization", "Host"]
    /// What tells of content that is left out.
    private static let contentFields = [
        "Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Location", "Digest",
        "Content-Digest", "Repr-Digest", "Last-Modified", "Transfer-Encoding", "Expect", "Trailer",
    ]

    /// The request that follows `request`, which was answered with `response`; `nil` when nothing does: it isn't a
    /// redirect, or none is followed.
    ///
    /// - Parameter followed: how many were followed already.
    /// - Throws: why it can't be followed; `response` is the partial one.
    package func next(
        after request: HTTPRequest,
        _ response: HTTPResponse,
        followed: Int
    ) throws(ExchangeFailure) -> HTTPRequest? {
        guard most > 0, Self.statuses.contains(response.status) else { return nil }
        let locations = response.headers.values("Location")
        guard let location = locations.first else { return nil }
        do throws(ExchangeFailure) {
            guard followed < most else { throw ExchangeFailure(.other, "more than \(most) redirects") }
            guard locations.allSatisfy({ $0 == location }) else {
                throw Self.failure(.malformed, "the response has several Locations that differ")
            }
            return try next(after: request, status: response.status, to: location)
        } catch {
            throw ExchangeFailure(error.category, error.detail, partial: response)
        }
    }

    private func next(after request: HTTPRequest, status: Int, to location: String) throws(ExchangeFailure)
        -> HTTPRequest
    {
        let from = try HTTPURL(request.url)
        var next = request
        let target: HTTPURL
        (next.url, target) = try Self.target(location, from: request.url, from)
        if staysOnHost, target.origin.host != from.origin.host {
            throw Self.failure(.request, "it leads to another host, \(target.origin.host), where load must not go")
        }
        if let refusal = refusal(next.url) { throw Self.failure(.request, refusal) }
        let becomesGet = status == 303 || (status == 301 || status == 302) && request.method == "POST"
        if becomesGet {
            if next.method != "HEAD" { next.method = "GET" }
            next.body = nil
            for name in Self.contentFields { next.headers.remove(name) }
        }
        if target.origin != from.origin { try leave(&next, to: target) }
        return next
    }

    /// Takes out what must not go to another origin.
    private func leave(_ request: inout HTTPRequest, to target: HTTPURL) throws(ExchangeFailure) {
        for name in Self.credentials + request.credentials { request.headers.remove(name) }
        request.headers.all.removeAll { holdsSecret(Array($0.value.utf8)) }
        guard !holdsSecret(Array(target.target.utf8)) else {
            throw Self.failure(.request, "it leads to another origin, \(target.origin), with a secret in its URL")
        }
        guard let body = request.body, holdsSecret(body) else { return }
        throw Self.failure(
            .request,
            "it leads to another origin, \(target.origin), and the content holds a secret, which stays where it is"
        )
    }

    /// Where `location` leads: a reference that is seen from the request's URL (RFC 9110, section 10.2.2).
    private static func target(
        _ location: String,
        from base: String,
        _ from: HTTPURL
    ) throws(ExchangeFailure) -> (text: String, url: HTTPURL) {
        var next = URIReference(encoded(location)).resolved(against: URIReference(base)).withoutFragment
        do throws(ExchangeFailure) {
            let url = try HTTPURL(next.description)
            // The origin that has got the credentials already is asked with them again.
            guard url.origin == from.origin, url.credentials == nil, from.credentials != nil,
                let user = URIReference(base).authority?.utf8, let at = user.lastIndex(of: UInt8(ascii: "@"))
            else { return (next.description, url) }
            next.authority = String(Substring(user[...at])) + (next.authority ?? "")
            return (next.description, try HTTPURL(next.description))
        } catch {
            // What the server says is the server's: nothing of it is a mistake of the request.
            let scheme = next.scheme?.lowercased() ?? ""
            guard ["http", "https"].contains(scheme) else {
                throw failure(
                    .other,
                    "it leads to a URL of the scheme \(scheme.debugDescription), and only http and https are sent"
                )
            }
            throw failure(.malformed, error.detail)
        }
    }

    /// `location` with what can't stand in a URI percent-encoded: servers send spaces and other scripts as they are.
    static func encoded(_ location: String) -> String {
        location.unicodeScalars.map { scalar in
            scalar.value > 0x20 && scalar.value < 0x7F ? String(scalar) : PercentCoding.encode(String(scalar))
        }.joined()
    }

    private static func failure(_ category: FailureCategory, _ reason: String) -> ExchangeFailure {
        ExchangeFailure(category, "a redirect can't be followed: \(reason)")
    }
}
