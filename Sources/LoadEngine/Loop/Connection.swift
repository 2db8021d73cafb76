import HTTP
import Transport

/// One connection and the request on it, or with HTTP/2 the place of one request on a connection that several share: a
/// plain value in the thread's array, so that nothing is counted or locked.
struct Connection {
    enum State: UInt8 {
        /// There is none; one can be opened.
        case closed
        /// A connector is at work, for a request that waits for it or ahead of time.
        case opening
        /// Open, without a request.
        case idle
        /// A request was sent, or is being sent.
        case busy
    }

    // Of the connection.
    var socket: Int32 = -1
    var state = State.closed
    /// Whether a request waits for it to be opened.
    var isAwaited = false
    /// Responses that came over it.
    var served: UInt32 = 0
    /// Tells events of this connection from those of the ones before it in the same place.
    var generation: UInt32 = 0
    /// The number of the origin that it leads to.
    var origin: Int32 = 0
    /// libcurl's handle, when the connection speaks TLS.
    var easy: UnsafeMutableRawPointer?
    var owner: OpenConnection?

    // Of the request.
    var endpoint = 0
    /// The number of the origin that it goes to.
    var destination: Int32 = 0
    var index: UInt64 = 0
    var intended: UInt64 = 0
    var sentAt: UInt64 = 0
    /// How many redirects led to the present request, and when the first one was sent.
    var redirects: UInt32 = 0
    var firstSentAt: UInt64 = 0
    var isCounted = false
    /// How long it waited while its connection was being opened, in nanoseconds.
    var openingTime: UInt64 = 0
    /// How much later than intended it was sent by the generator's own doing, in nanoseconds: neither every connection
    /// was busy, nor was one being opened.
    var ownDelay: UInt64 = 0
    var isHeld = false
    /// Whether it was sent again in place of one that went to a connection that had gone stale.
    var isResent = false
    var isSendCounted = false
    /// Whether the response is looked at beyond its status.
    var isSampled = false
    /// Whether a judge is to see the response.
    var isJudged = false
    /// Whether the response's content is looked at: it is judged, or the flow learns from it.
    var isRead = false
    /// The endpoint that the flow on it began with, its intended start, and whether there is a flow under way.
    var starter = 0
    var flowIntended: UInt64 = 0
    /// What all of the flow's requests were late by the generator's own doing.
    var flowDelay: UInt64 = 0
    var isInFlow = false
    /// Whether the flow waits for the pause before its next request to be over.
    var isPaused = false
    /// When the response was complete, if it was judged after; 0 otherwise.
    var completedAt: UInt64 = 0
    var request: UnsafeMutablePointer<UInt8>?
    var requestCapacity = 0
    var requestLength = 0
    var requestSent = 0
    /// Over HTTP/2 the number of the connection whose stream it is on; -1 for none.
    var carrier: Int32 = -1
    /// Neighbours in the list of requests in flight, by their time of sending, or in that of those which wait for a
    /// stream; -1 for none.
    var before: Int32 = -1
    var after: Int32 = -1

    // Of the response.
    var parser = ResponseParser()
    /// What came of a response that isn't complete; nil when nothing did.
    var kept: UnsafeMutablePointer<UInt8>?
    var keptCapacity = 0
    var filled = 0

    /// What came of a response that isn't complete.
    var keptBytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: kept, count: kept == nil ? 0 : filled)
    }
}
