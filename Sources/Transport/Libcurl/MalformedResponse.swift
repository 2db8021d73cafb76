/// A response that isn't HTTP, or contradicts itself; the text says how.
struct MalformedResponse: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
