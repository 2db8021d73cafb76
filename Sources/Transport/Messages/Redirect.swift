import HTTP

/// The request that follows a redirect (RFC 9110, section 15.4).
enum Redirect {
    /// The statuses that redirect by their `Location`; 300 leaves the choice to a person, 304 isn't one.
    static let statuses: Set<Int> = [301, 302, 303, 307, 308]

    private static let secrets = ["Authorization", "Cookie", "Proxy-Authorization", "Host"]
    private static let contentFields = [
        "Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Location", "Digest",
        "Last-Modified", "Transfer-Encoding", "Expect",
    ]

    /// What is sent to `url` after `sent` was answered with `status`.
    ///
    /// - Throws: why `url` can't be requested.
    static func next(
        after sent: PreparedRequest,
        status: Int,
        to url: String
    ) throws(ExchangeFailure) -> PreparedRequest {
        var request = sent.request
        request.url = url
        let becomesGet = status == 303 || (status == 301 || status == 302) && request.method == "POST"
        if becomesGet, request.method != "HEAD" { request.method = "GET" }
        if becomesGet {
            request.body = nil
            for name in contentFields { request.headers.remove(name) }
        }
        if try !TargetURL(url).isSameOrigin(as: sent.target) {
            for name in secrets { request.headers.remove(name) }
        }
        return try PreparedRequest(request)
    }
}
