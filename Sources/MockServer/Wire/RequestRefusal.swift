/// Why a request is refused before any rule sees it: the status that it gets, and why.
struct RequestRefusal: Error, Sendable, Hashable {
    let status: Int
    let why: String

    static func malformed(_ why: String) -> RequestRefusal { RequestRefusal(status: 400, why: why) }
    static let tooSlow = RequestRefusal(status: 408, why: "the request did not come in time")
    static let contentTooLarge = RequestRefusal(status: 413, why: "the content is over the limit")
    static let headerTooLarge = RequestRefusal(status: 431, why: "the header section is over the limit")
}
