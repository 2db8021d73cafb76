package import HTTP

/// Makes the request that follows a redirect (RFC 9110, section 15.4), on the thread that received it.
package struct Redirector: Sendable {
    /// What a response leads to.
    package enum Outcome: Sendable {
        /// Nothing: it is judged as the response that it is.
        case none
        /// The complete bytes of a request to the same origin.
        case request([UInt8])
        /// It can't be followed.
        case failed(ExchangeFailure)
    }

    /// `memory` is that of the flow, where there is one; `followed` is how many redirects led here.
    package var follow: @Sendable (_ response: ResponseView, _ memory: FlowMemory?, _ followed: Int) -> Outcome

    /// A redirector that `follow` is.
    package init(_ follow: @escaping @Sendable (ResponseView, FlowMemory?, Int) -> Outcome) { self.follow = follow }
}
