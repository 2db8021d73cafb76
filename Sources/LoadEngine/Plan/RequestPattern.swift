package import Measurement

/// Where the bytes of a request come from.
package enum RequestPattern: Sendable {
    /// Rendered when it is sent. A request with a value that can't stand in the template as it is (a row's, or one that
    /// its flow has captured) is made by `otherwise`.
    case template(RequestTemplate, otherwise: RequestMaker? = nil)
    /// Prepared ahead of time on a thread of its own, where rendering is too dear for the loop: signed requests.
    case source(RequestSource)
    /// Made when it is sent, on the loop.
    case made(RequestMaker)
}

/// A request that was made by itself, ready to be sent.
package struct MadeRequest: Sendable {
    /// Its complete bytes. Without any, the request fails in the category `request`.
    package var bytes: [UInt8] = []
    /// The number of the origin that it goes to, among the plan's ``LoadOrigins``.
    package var origin = 0
    /// Why it can't be sent, when there are no bytes.
    package var problem: String?

    /// A request that isn't made yet.
    package init() {}

    /// Forgets the request before, and keeps its storage.
    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        origin = 0
        problem = nil
    }
}

/// Makes requests by themselves, as a single one is made, on the loop.
package struct RequestMaker: Sendable {
    /// What a request is made for.
    package struct Occasion {
        /// The request's index.
        package let index: UInt64
        /// The user's number; in an open load always 0.
        package let user: Int
        /// What its flow has captured; `nil` where there are no flows.
        package let memory: FlowMemory?
    }

    /// Makes the request.
    package var make: @Sendable (_ occasion: Occasion, _ request: inout MadeRequest) -> Void

    /// A maker that `make` is.
    package init(_ make: @escaping @Sendable (_ occasion: Occasion, _ request: inout MadeRequest) -> Void) {
        self.make = make
    }
}

/// Requests that are prepared ahead of time: a thread fills a bounded ring from which the loop takes them.
package struct RequestSource: Sendable {
    /// How many requests each thread has ready at most.
    package var capacity: Int
    /// Makes the request with this index; again, on the loop, where the one that is ready has become stale.
    package var prepare: @Sendable (_ index: UInt64, _ request: inout MadeRequest) -> Void
    /// A number that is another one as soon as requests that are ready mustn't be sent any more: they hold a token that
    /// has been renewed, say.
    package var version: @Sendable () -> UInt64 = { 0 }
    /// How long a request may be ready, in nanoseconds, before it is stale: in a slow load a thread is many seconds
    /// ahead, and what is signed says when.
    package var longestAge = UInt64.max

    /// A source with room for `capacity` requests a thread.
    package init(
        capacity: Int = 1024,
        prepare: @escaping @Sendable (_ index: UInt64, _ request: inout MadeRequest) -> Void
    ) {
        self.capacity = capacity
        self.prepare = prepare
    }
}

/// A whole HTTP/1.1 request with parts that are made anew for each.
package struct RequestTemplate: Sendable {
    /// The request line and the header section, its last empty line included.
    package var head: [TemplatePart]
    /// The content.
    package var body: [TemplatePart]

    /// A template of its parts.
    package init(head: [TemplatePart], body: [TemplatePart] = []) {
        self.head = head
        self.body = body
    }
}

/// A part of a request.
package enum TemplatePart: Sendable {
    /// These bytes.
    case literal([UInt8])
    /// The request's index from 0, in decimal.
    case requestIndex
    /// The user's number from 0, in decimal; in an open load always 0.
    case userIndex
    /// A random UUID, version 4 (RFC 9562, section 5.4), in lower case.
    case uuid
    /// So many random characters of an alphabet.
    case random(RandomAlphabet, count: Int)
    /// A random integer of the range, in decimal.
    case randomInteger(ClosedRange<UInt64>)
    /// A text that changes with time.
    case text(TimedText)
    /// A value of the row that the request has of a feeder: all parts of one request see the same row.
    case value(DataFeeder, column: Int)
    /// The text with this number in the flow's memory; only in a further request of a flow.
    case captured(Int)
    /// The length of the rendered body, in decimal; only in the head.
    case contentLength
}

/// A text that depends on the time and nothing else, such as a date: each thread renders it when it has changed.
package struct TimedText: Sendable {
    /// Nanoseconds of the wall clock, from the epoch, after each of which the text may be another.
    package var granularity: UInt64
    /// The text at an instant, in nanoseconds since 1970 in UTC.
    package var render: @Sendable (_ instant: UInt64) -> [UInt8]

    /// A text that `render` makes anew in each interval of `granularity` nanoseconds, which is more than 0.
    package init(granularity: UInt64, render: @escaping @Sendable (_ instant: UInt64) -> [UInt8]) {
        self.granularity = granularity
        self.render = render
    }
}
