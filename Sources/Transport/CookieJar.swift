import CCurl
import Glibc

/// The cookies of one scenario, in memory: sent and kept by libcurl's cookie engine (RFC 6265), seen by nobody else.
///
/// A jar may serve several clients at the same time. A request that has a `Cookie` field of its own sends that instead
/// of the jar's cookies; what its response sets is kept all the same.
public final class CookieJar: Sendable {
    // A CURLSH and its mutex. libcurl takes the mutex around each use of the cookies, so any thread may.
    nonisolated(unsafe) let share: UnsafeMutableRawPointer?
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    /// A jar without cookies.
    public init() {
        mutex = .allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        // libcurl locks the share and its cookies one within the other.
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        pthread_mutex_init(mutex, &attributes)
        pthread_mutexattr_destroy(&attributes)

        share = curl_share_init()
        guard let share else { return }
        _ = muster_share_set_pointer(share, mutex)
        _ = muster_share_set_lock(share) { _, _, _, mutex in
            _ = mutex.map { pthread_mutex_lock($0.assumingMemoryBound(to: pthread_mutex_t.self)) }
        }
        _ = muster_share_set_unlock(share) { _, _, mutex in
            _ = mutex.map { pthread_mutex_unlock($0.assumingMemoryBound(to: pthread_mutex_t.self)) }
        }
        _ = muster_share_set_data(share, CURL_LOCK_DATA_COOKIE)
    }

    deinit {
        if let share { curl_share_cleanup(share) }
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }
}
