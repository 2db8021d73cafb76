/// Where the bytes of a request come from.
public enum RequestPattern: Sendable {
    /// Rendered when it is sent. A request with a value that can't stand in the template as it is (a row's, or one that its
    /// flow has captured) is made by `otherwise`.
    case template(RequestTemplate, otherwise: RequestMaker? = nil)
    /// Prepared ahead of time on a thread of its own, where rendering is too dear for the loop: signed requests.
    case source(RequestSource)
    /// Made when it is sent, on the loop.
    case made(RequestMaker)
}

/// A request that was made by itself, ready to be sent.
public struct MadeRequest: Sendable {
    /// Its complete bytes. Without any, the request fails in the category `request`.
    public var bytes: [UInt8] = []
    /// The number of the origin that it goes to, among the plan's ``LoadOrigins``.
    public var origin = 0
    /// Why it can't be sent, when there are no bytes.
    public var problem: String?

    /// A request that isn't made yet.
    public init() {}

    /// Forgets the request before, and keeps its storage.
    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        origin = 0
        problem = nil
    }
}

/// Makes requests by themselves, as a single one is made, on the loop.
public struct RequestMaker: Sendable {
    /// What a request is made for.
    public struct Occasion {
        /// The request's index.
        public let index: UInt64
        /// The user's number; in an open load always 0.
        public let user: Int
        /// What its flow has captured; `nil` where there are no flows.
        public let memory: FlowMemory?
    }

    /// Makes the request.
    public var make: @Sendable (_ occasion: Occasion, _ request: inout MadeRequest) -> Void

    /// A maker that `make` is.
    public init(_ make: @escaping @Sendable (_ occasion: Occasion, _ request: inout MadeRequest) -> Void) {
        self.make = make
    }
}

/// Requests that are prepared ahead of time: a thread fills a bounded ring from which the loop takes them.
public struct RequestSource: Sendable {
    /// How many requests each thread has ready at most.
    public var capacity: Int
    /// Makes the request with this index.
    public var prepare: @Sendable (_ index: UInt64, _ request: inout MadeRequest) -> Void

    /// A source with room for `capacity` requests a thread.
    public init(
        capacity: Int = 1024,
        prepare: @escaping @Sendable (_ index: UInt64, _ request: inout MadeRequest) -> Void
    ) {
        self.capacity = capacity
        self.prepare = prepare
    }
}
