import CCurl
import Glibc

/// Data that several handles of libcurl share, also those of different threads: cookies, names, TLS sessions.
final class CurlShare: Sendable {
    // A CURLSH and its mutex. libcurl takes the mutex around each use of the data, so any thread may.
    nonisolated(unsafe) let pointer: UnsafeMutableRawPointer?
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    /// Shares `data`.
    init(_ data: [curl_lock_data]) {
        mutex = .allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        // libcurl locks the share and its data one within the other.
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        pthread_mutex_init(mutex, &attributes)
        pthread_mutexattr_destroy(&attributes)

        pointer = curl_share_init()
        guard let pointer else { return }
        _ = muster_share_set_pointer(pointer, mutex)
        _ = muster_share_set_lock(pointer) { _, _, _, mutex in
            _ = mutex.map { pthread_mutex_lock($0.assumingMemoryBound(to: pthread_mutex_t.self)) }
        }
        _ = muster_share_set_unlock(pointer) { _, _, mutex in
            _ = mutex.map { pthread_mutex_unlock($0.assumingMemoryBound(to: pthread_mutex_t.self)) }
        }
        for kind in data { _ = muster_share_set_data(pointer, kind) }
    }

    deinit {
        if let pointer { curl_share_cleanup(pointer) }
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }
}
