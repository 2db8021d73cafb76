import HTTP
import Synchronization

/// The cookies of one scenario, in memory: several clients may use them at the same time.
///
/// A request that has a `Cookie` field of its own sends that instead; what its response sets is kept all the same.
package final class CookieJar: Sendable {
    private let jar = Mutex(CookieStore())

    /// A store without cookies.
    package init() {}

    /// The value of the `Cookie` field of a request to `url`; `nil` when none goes along.
    func value(for url: HTTPURL) -> String? { jar.withLock { $0.isEmpty ? nil : $0.value(for: url) } }

    /// Keeps what a response from `url` sets.
    func store(_ fields: HeaderFields, from url: HTTPURL) { jar.withLock { $0.store(fields, from: url) } }
}
