import CCurl
import Glibc

/// libcurl's process-wide state.
package enum CurlGlobal {
    /// libcurl and the libraries that it was built with, with their versions.
    package static let libraries = String(cString: curl_version())

    /// The outcome of `curl_global_init`, called once, when first asked for.
    private static let code = muster_global_init()

    /// The system's file of trusted certificates that libcurl was built with, when there is one.
    static let systemCAFile: String? = muster_version_info()?.pointee.cainfo.map { String(cString: $0) }

    /// The TLS library that libcurl was built with, and its version.
    static let tls = muster_version_info()?.pointee.ssl_version.map { String(cString: $0) } ?? "none"

    /// Does beforehand what takes its time when it is first asked for: libcurl is initialised, and its libraries are
    /// asked what they are, for which some of them load files.
    package static func prepare() {
        _ = code
        _ = libraries
    }

    /// Makes sure that libcurl is initialised.
    static func initialise() throws(CurlError) {
        guard code == CURLE_OK else {
            throw CurlError("libcurl can't be initialised: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}

/// What libcurl refused while a client was set up. What happens to a request is an ``HTTP/ExchangeFailure`` instead.
package struct CurlError: Error, Sendable, Hashable, CustomStringConvertible {
    /// libcurl's code (`CURLcode` or `CURLMcode`); `nil` when the configuration was refused before libcurl saw it.
    package var code: Int32?
    /// What was wrong, where, and what to do.
    package var message: String

    /// An error described by `message`.
    package init(_ message: String, code: Int32? = nil) {
        self.message = message
        self.code = code
    }

    /// The message.
    package var description: String { message }
}

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

/// A `curl_slist`, freed with its owner.
struct StringList: ~Copyable {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    init() {}

    deinit { curl_slist_free_all(head) }

    mutating func append(_ text: String) throws(CurlError) {
        guard let longer = curl_slist_append(head, text) else { throw CurlError("libcurl has no memory for a list") }
        head = longer
    }
}
