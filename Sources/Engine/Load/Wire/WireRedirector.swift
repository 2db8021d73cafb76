import HTTP
import LoadEngine

/// Follows redirects on the engine's connections: within the origin that a request goes to, and nowhere else.
struct WireRedirector {
    let policy: RedirectPolicy
    let origins: LoadOrigins
    /// Whether the flow's cookies are kept and sent.
    let keepsCookies: Bool
    let renderers: RequestRenderers

    init(policy: RedirectPolicy, origins: LoadOrigins, keepsCookies: Bool, _ renderers: RequestRenderers) {
        self.policy = policy
        self.origins = origins
        self.keepsCookies = keepsCookies
        self.renderers = renderers
    }

    var redirector: Redirector {
        Redirector { view, memory, followed in
            do throws(ExchangeFailure) {
                guard let next = try next(after: view, memory, followed) else { return .none }
                return .request(next)
            } catch {
                return .failed(error)
            }
        }
    }

    private func next(
        after view: ResponseView,
        _ memory: FlowMemory?,
        _ followed: Int
    ) throws(ExchangeFailure) -> [UInt8]? {
        let origin = origins[view.origin]
        guard var request = WireEvidence.sent(view.request, origin: origin) else { return nil }
        let head = MessageHead(view.head)
        let notes = keepsCookies ? memory.map(FlowNotes.of) : nil
        if let notes, let url = try? HTTPURL(request.url) {
            notes.cookies.store(head.fields, from: url)
            request.headers.remove("Cookie")
        }
        let response = HTTPResponse(status: head.status, reason: head.reason, headers: head.fields)
        guard var next = try policy.next(after: request, response, followed: followed) else { return nil }
        let url = try HTTPURL(next.url)
        guard url.origin.description == origin else {
            throw ExchangeFailure(
                .request,
                "a redirect can't be followed: it leads to another origin, \(url.origin), where this load doesn't go"
            )
        }
        guard next.body == nil || !next.has("Transfer-Encoding") else {
            throw ExchangeFailure(.request, "a redirect can't be followed: content in chunks isn't sent again")
        }
        next.omitted = ["Host", "User-Agent", "Accept-Encoding", "Authorization", "Content-Length"]
        return try renderers.bare(for: url).render(next, cookies: notes?.cookies.value(for: url)).bytes
    }
}
