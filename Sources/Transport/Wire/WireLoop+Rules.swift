import HTTP

/// What is done with a response before it is the exchange's: the rules of `HTTP`.
extension WireLoop {
    /// Takes what the complete response says: cookies, codings, deviations; and whether it is followed, in which case the
    /// exchange has the next request.
    ///
    /// - Throws: why the response is none, or can't be followed.
    func apply(_ response: inout HTTPResponse, _ exchange: WireExchange) throws(ExchangeFailure) -> Bool {
        guard let url = exchange.rendered?.url else { return false }
        let options = exchange.job.options
        options.cookies?.store(response.headers, from: url)
        if let next = try options.redirects.next(
            after: exchange.request,
            response,
            followed: exchange.redirects
        ) {
            exchange.follow(next, status: response.status)
            return true
        }
        if options.decompresses, ContentDecoder.isNeeded(for: response.headers) {
            response = try ContentDecoder.decode(response, limit: configuration.maxBody)
        }
        response.deviations.formUnion(ResponseRules.deviations(of: response, to: exchange.request))
        return false
    }
}
