package import HTTP

/// One of the requests of a load, alone or a step of a flow.
///
/// A flow is a chain of endpoints: an arrival draws the first, and each of the others follows when the response to the
/// one before it has held, over the same connection as long as that lasts. The flow's requests share its index.
package struct LoadEndpoint: Sendable {
    /// Its name in reports.
    package var name: String
    /// How often it is drawn, in relation to the others; more than 0. One that follows another is never drawn, and has
    /// 0.
    package var weight: Double
    /// The method (RFC 9110, section 9): it decides whether the response has content, and whether a request may be sent
    /// again on a new connection.
    package var method: String
    /// Whether the request has an `Upgrade` field, which a 101 may answer (RFC 9110, section 7.8).
    package var asksUpgrade = false
    /// Where the request's bytes come from.
    package var pattern: RequestPattern
    /// The number of the origin that it goes to, where its bytes come from a template.
    package var origin = 0
    /// What a response must be.
    package var check: EndpointCheck
    /// The place, in the plan's endpoints, of the request that follows in the flow; `nil` where the flow ends.
    package var next: Int?
    /// Of one that follows: nanoseconds from the response before to its start.
    package var pause: UInt64 = 0
    /// Takes from its responses what the flow's further requests need; `nil` when they need nothing.
    package var capture: FlowCapture?
    /// Whether it is timed when the events of its responses come (server-sent events, lines of JSON).
    package var watchesEvents = false
    /// How many events of a response are read: it is complete then, and its connection (over HTTP/2 its stream) is
    /// ended; `nil` for all of them.
    package var mostEvents: Int?
    /// Follows redirects; `nil` leaves them as the responses that they are.
    package var redirector: Redirector?

    /// An endpoint of its parts.
    package init(
        name: String,
        weight: Double = 1,
        method: String,
        pattern: RequestPattern,
        check: EndpointCheck = EndpointCheck()
    ) {
        self.name = name
        self.weight = weight
        self.method = method
        self.pattern = pattern
        self.check = check
    }
}

/// What a response to an endpoint must be.
package struct EndpointCheck: Sendable {
    /// The statuses that are accepted, 0 to 999; any other is a broken expectation.
    package var statuses: [ClosedRange<Int>]
    /// What is asked beyond the status; `nil` for nothing.
    package var judge: ResponseJudge?
    /// The failures that are expected in place of a response, whatever it is; empty for none.
    package var failures: Set<FailureCategory> = []
    /// How long an expected failure may take from the intended start, in nanoseconds.
    package var longestFailure = UInt64.max
    /// The share of the responses that are looked at beyond their status, in 0...1, drawn by request index.
    package var share: Double
    /// Whether coded content is decoded: what is damaged or ends early is a failure, and ``judge`` sees what it was.
    package var decompresses = true
    /// Deviations from the standard that break the expectation.
    package var forbidden: Deviations = []

    /// A check of its parts.
    package init(statuses: [ClosedRange<Int>] = [0...999], judge: ResponseJudge? = nil, share: Double = 1) {
        self.statuses = statuses
        self.judge = judge
        self.share = share
    }
}

/// Judges a response on the thread that received it.
package struct ResponseJudge: Sendable {
    /// Whether the verdict depends on the response's bytes alone, not on the clock, the request or anything else. Then
    /// a response that is identical to one recently accepted, byte for byte, isn't judged again.
    package var isRepeatable: Bool
    /// `nil` when the response holds, else what it breaks.
    package var judge: @Sendable (_ response: ResponseView, _ index: UInt64) -> Breach?

    /// A judge that `judge` is.
    package init(
        isRepeatable: Bool,
        judge: @escaping @Sendable (_ response: ResponseView, _ index: UInt64) -> Breach?
    ) {
        self.isRepeatable = isRepeatable
        self.judge = judge
    }
}

/// What a response breaks.
package struct Breach: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// What was found in place of what: responses with equal texts are counted together.
    package var kind: String
    /// Where only the time that it took was wrong: by how many nanoseconds it was too long. The generator's own
    /// lateness may have a part in it; in nothing else that a response may break.
    package var excess: UInt64?

    /// A breach of its parts.
    package init(_ kind: String, excess: UInt64? = nil) {
        self.kind = kind
        self.excess = excess
    }

    /// A breach of this kind, in which time has no part.
    package init(stringLiteral kind: String) { self.init(kind) }
}

/// A complete response where it was received: valid only as long as the call that gets it.
package struct ResponseView {
    /// The status code.
    package let status: Int
    /// The status line and the header section, the empty line included.
    package let head: UnsafeRawBufferPointer
    /// The content, without the framing of chunks.
    package let body: UnsafeRawBufferPointer
    /// The request that it answers, as it was sent.
    package let request: UnsafeRawBufferPointer
    /// The user that the request is of; in an open load always 0.
    package var user = 0
    /// The number of the origin that it comes from, among the plan's ``LoadOrigins``.
    package let origin: Int
    /// From the intended start of the request to the response's end, in nanoseconds.
    package let responseTime: UInt64
    /// When its events came, since the intended start; `nil` where they weren't watched, or its content is none of
    /// events.
    package let events: EventTimes?
    /// The trailer section.
    package var trailers = UnsafeRawBufferPointer(start: nil, count: 0)
}

/// Makes the request that follows a redirect (RFC 9110, section 15.4), or that answers a challenge (section 11.3), on
/// the thread that received it.
package struct Redirector: Sendable {
    /// What a response leads to.
    package enum Outcome: Sendable {
        /// Nothing: it is judged as the response that it is.
        case none
        /// The complete bytes of a request to the same origin.
        case request([UInt8])
        /// It can't be followed.
        case failed(ExchangeFailure)
        /// Nothing, and it doesn't hold, whatever is expected of it.
        case broken(Breach)
    }

    /// Whether it is asked about every response and not only about redirects: it answers challenges, and learns what
    /// the others say of further requests.
    package var answersChallenges: Bool
    /// Whether it has to see the whole of each content.
    package var readsContent: Bool

    /// `memory` is that of the flow, where there is one; `followed` is how many redirects led here.
    package var follow: @Sendable (_ response: ResponseView, _ memory: FlowMemory?, _ followed: Int) -> Outcome

    /// A redirector that `follow` is.
    package init(
        answersChallenges: Bool = false,
        readsContent: Bool = false,
        _ follow: @escaping @Sendable (ResponseView, FlowMemory?, Int) -> Outcome
    ) {
        self.answersChallenges = answersChallenges
        self.readsContent = readsContent
        self.follow = follow
    }
}
