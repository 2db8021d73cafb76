import CCurl
import HTTP

extension Transfer {
    /// Makes the request of a redirect that is to be followed ready, when libcurl ended with one; what a response sets is
    /// kept in any case.
    ///
    /// - Throws: why it can't be followed; the redirect is the partial response.
    func follow(_ result: CURLcode) throws(ExchangeFailure) -> Bool {
        guard head.isComplete, let response else { return false }
        job.options.cookies?.store(response.headers, from: sent.url)
        guard result == CURLE_OK else { return false }
        do throws(ExchangeFailure) {
            guard
                let next = try job.options.redirects.next(after: sent.request, response, followed: redirects)
            else { return false }
            sent = try CurlRequest(next, cookies: job.options.cookies?.value(for: HTTPURL(next.url)))
        } catch {
            throw failure(error.category, error.detail)
        }
        redirects += 1
        cause = .redirected(status: response.status)
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
