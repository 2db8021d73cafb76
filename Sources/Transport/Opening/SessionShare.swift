import CCurl
import Glibc

/// Names and TLS sessions that several handles share: the second connection neither asks for the name again nor does
/// the whole handshake. Handles of different threads may use it at the same time.
final class SessionShare {
    let pointer: UnsafeMutableRawPointer?
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
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
        _ = muster_share_set_data(pointer, CURL_LOCK_DATA_DNS)
        _ = muster_share_set_data(pointer, CURL_LOCK_DATA_SSL_SESSION)
    }

    deinit {
        if let pointer { curl_share_cleanup(pointer) }
        mutex.deallocate()
    }
}
