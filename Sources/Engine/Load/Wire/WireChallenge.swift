import HTTP
import LoadEngine
import Results
import Scenarios
import Signing

/// Answers challenges of digest authentication on the engine's connections, as a nonce may become stale while a load
/// runs; and reads what the other responses say of it.
struct WireChallenge {
    let origins: LoadOrigins
    let digests: DigestKeeper
    /// Who asks, where that is the same for all requests.
    let credentials: DigestCredentials?
    /// Whether a response's content may be cut off.
    let cutsContent: Bool
    let renderers: RequestRenderers

    /// So often a request is sent again, redirects included.
    private static let mostSent = 8

    /// Whether the whole of each content is needed: for what covers it.
    var readsContent: Bool { !cutsContent && (credentials.map(digests.protectsContent) ?? true) }

    /// What the response that is `view` leads to; `readsContent` as it was when the load began.
    func outcome(_ view: ResponseView, readsContent: Bool, _ followed: Int) -> Redirector.Outcome {
        view.status == 401 ? answer(view, followed) : information(view, readsContent: readsContent)
    }

    private func answer(_ view: ResponseView, _ followed: Int) -> Redirector.Outcome {
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

    /// Takes in the next nonce, and holds the server's proof against the password, where a response brings them.
    private func information(_ view: ResponseView, readsContent: Bool) -> Redirector.Outcome {
        // Most bring neither, and nothing more is done for them.
        guard Self.mayInform(view.head) || !view.trailers.isEmpty else { return .none }
        var fields = MessageHead(view.head).fields
        fields.all += MessageHead.fields(view.trailers).all
        let origin = origins[view.origin]
        guard let request = WireEvidence.sent(view.request, origin: origin) else { return .none }
        let space = digests.entry(ofOrigin: origin).space
        space.learn(nextNonceIn: fields, of: request)
        let content = readsContent ? Array(view.body) : nil
        switch space.proof(in: fields, to: request, content: content, credentials) {
        case .none, .holds, .unchecked: return .none
        case .wrong(let found): return .broken(Breach(DigestKeeper.finding(found).summary))
        }
    }

    private static let name = Array("\nauthentication-info".utf8)

    /// Whether the name of the field stands in `section`, which begins with a line of its own.
    private static func mayInform(_ section: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place + name.count <= section.count {
            guard section[place] == name[0] else {
                place += 1
                continue
            }
            // Upper case differs in one bit; a hyphen has it set.
            let isOne = (1..<name.count).allSatisfy { section[place + $0] | 0x20 == name[$0] }
            if isOne { return true }
            place += 1
        }
        return false
    }
}
