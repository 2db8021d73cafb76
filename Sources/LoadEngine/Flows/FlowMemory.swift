/// What one flow has captured from its responses, for the requests that follow. There is one for each connection, which
/// the next flow on it uses again, on one thread.
package final class FlowMemory {
    /// A text's place in the bytes.
    struct Text {
        var start = 0
        var count = 0
        /// Whether it can stand in its request as it is.
        var fits = true
    }

    /// The flow's index: that of all its requests.
    package internal(set) var index: UInt64 = 0
    /// The user's number; in an open load always 0.
    package internal(set) var user = 0
    /// What those who learn and make keep for themselves; it outlives the flow, and is theirs to renew.
    package var notes: AnyObject?
    /// What must not be shown of the evidence of a failure.
    package var secrets: [String] = []

    let texts: UnsafeMutablePointer<Text>
    let textCount: Int
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity = 256

    /// A memory for `textCount` texts, all of them empty.
    init(textCount: Int) {
        self.textCount = textCount
        texts = .allocate(capacity: max(1, textCount))
        texts.initialize(repeating: Text(), count: textCount)
        bytes = .allocate(capacity: capacity)
    }

    deinit {
        texts.deallocate()
        bytes.deallocate()
    }

    /// Forgets the flow before.
    func begin(index: UInt64, user: Int) {
        self.index = index
        self.user = user
        count = 0
        for place in 0..<textCount { texts[place] = Text() }
        if !secrets.isEmpty { secrets.removeAll() }
    }

    /// Gives the text with this number its bytes, as its request needs them; `nil` is one that can't stand there as it
    /// is, so that the request has to be made by itself.
    package func set(_ number: Int, _ text: (some Collection<UInt8>)?) {
        guard number < textCount else { return }
        guard let text else {
            texts[number] = Text(fits: false)
            return
        }
        let length = text.count
        if count + length > capacity { grow(count + length) }
        for (place, byte) in text.enumerated() { bytes[count + place] = byte }
        texts[number] = Text(start: count, count: length)
        count += length
    }

    private func grow(_ least: Int) {
        capacity = max(least, 2 * capacity)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }
}

/// Takes from a response what the further requests of its flow need, on the thread that received it. It judges too:
/// where an endpoint has one, the check's judge isn't asked.
package struct FlowCapture: Sendable {
    /// `nil` when the response holds and everything was found, else what it breaks, which ends the flow. `isJudged`:
    /// the response is one of the share that is judged beyond its status.
    package var take: @Sendable (_ response: ResponseView, _ memory: FlowMemory, _ isJudged: Bool) -> Breach?

    /// A capture that `take` is.
    package init(_ take: @escaping @Sendable (ResponseView, FlowMemory, Bool) -> Breach?) { self.take = take }
}
