import CCurl
import HTTP

extension Transfer {
    /// Makes the request of a redirect that is to be followed ready, when libcurl ended with one.
    ///
    /// - Throws: why it can't be followed; the redirect is the partial response.
    func follow(_ result: CURLcode) throws(ExchangeFailure) -> Bool {
        guard result == CURLE_OK, job.options.maxRedirects > 0, head.isComplete, let response,
            Redirect.statuses.contains(response.status), let url = easy.get(.redirectURL)
        else { return false }
        guard redirects < job.options.maxRedirects else {
            throw failure(.other, "more than \(job.options.maxRedirects) redirects")
        }
        do throws(ExchangeFailure) {
            let next = try Redirect.next(after: sent, status: response.status, to: url)
            if job.options.staysOnHost, next.target.host != sent.target.host {
                throw ExchangeFailure(.other, "it leads to another host, \(next.target.host), where load must not go")
            }
            if let refusal = job.options.refusal?(url) { throw ExchangeFailure(.request, refusal) }
            detachCookies()
            sent = next
        } catch {
            throw failure(error.category, "a redirect can't be followed: \(error.detail)")
        }
        redirects += 1
        head = ResponseHead()
        body = []
        attempts = 0
        begun = MonotonicInstant.now()
        return true
    }

    /// The transfer that `easy` carries.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var address: UnsafePointer<CChar>?
        _ = muster_easy_get_string(easy, CURLINFO_PRIVATE, &address)
        return address.flatMap { Transfer.from(UnsafeMutableRawPointer(mutating: $0)) }
    }
}
