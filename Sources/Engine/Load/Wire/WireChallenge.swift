import HTTP
import LoadEngine
import Scenarios
import Signing

/// Answers challenges of digest authentication on the engine's connections: a nonce may become stale while a load runs.
struct WireChallenge {
    let origins: LoadOrigins
    let digests: DigestKeeper
    /// Who asks, where that is the same for all requests.
    let credentials: DigestCredentials?
    let renderers: RequestRenderers

    /// So often a request is sent again, redirects included.
    private static let mostSent = 8

    /// What the response that is `view` leads to.
    func outcome(_ view: ResponseView, _ followed: Int) -> Redirector.Outcome {
        let origin = origins[view.origin]
        guard followed < Self.mostSent, let request = WireEvidence.sent(view.request, origin: origin),
            // Content in chunks isn't sent again.
            request.body == nil || !request.has("Transfer-Encoding")
        else { return .none }
        let fields = MessageHead(view.head).fields
        let space = digests.entry(ofOrigin: origin).space
        switch space.reply(to: view.status, fields, of: request, credentials, isFirst: followed == 0) {
        case .none, .refused: return .none
        case .again(var next, _):
            next.omitted = ["Host", "User-Agent", "Accept-Encoding", "Authorization", "Content-Length"]
            do throws(ExchangeFailure) {
                let url = try HTTPURL(next.url)
                return .request(try renderers.bare(for: url).render(next, cookies: nil).bytes)
            } catch {
                return .failed(error)
            }
        }
    }
}
