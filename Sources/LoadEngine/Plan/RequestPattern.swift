/// Where the bytes of a request come from.
public enum RequestPattern: Sendable {
    /// Rendered when it is sent.
    case template(RequestTemplate)
    /// Prepared ahead of time on a thread of its own, where rendering is too dear for the loop: signed requests.
    case source(RequestSource)
    /// Made of what its flow has learnt, when it is sent: only for requests that follow another.
    case further(FurtherRequest)
}
