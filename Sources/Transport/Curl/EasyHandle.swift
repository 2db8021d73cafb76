import CCurl

/// One `CURL *` and the buffer for its error text, cleaned up with their last owner; used again by one transfer after
/// the other.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>

    init() throws(CurlError) {
        guard let pointer = curl_easy_init() else { throw CurlError("libcurl has no memory for a transfer") }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorBuffer.deallocate()
    }

    /// Sets every option back; connections, the DNS cache and TLS sessions stay.
    func reset() throws(CurlError) {
        curl_easy_reset(pointer)
        errorBuffer[0] = 0
        try set(.errorBuffer, errorBuffer)
    }

    /// libcurl's text about what went wrong; empty when it has none.
    var errorText: String { String(cString: errorBuffer) }

    func set(_ option: EasyOption<String?>, _ value: String?) throws(CurlError) {
        try check(muster_easy_set_string(pointer, option.code, value))
    }

    func set(_ option: EasyOption<Bool>, _ value: Bool) throws(CurlError) {
        try check(muster_easy_set_long(pointer, option.code, value ? 1 : 0))
    }

    func set(_ option: EasyOption<Int>, _ value: Int) throws(CurlError) {
        try check(muster_easy_set_long(pointer, option.code, value))
    }

    func set(_ option: EasyOption<Int64>, _ value: Int64) throws(CurlError) {
        try check(muster_easy_set_off(pointer, option.code, curl_off_t(value)))
    }

    func set(
        _ option: EasyOption<UnsafeMutableRawPointer?>,
        _ value: UnsafeMutableRawPointer?
    ) throws(CurlError) {
        try check(muster_easy_set_pointer(pointer, option.code, value))
    }

    func set(
        _ option: EasyOption<UnsafeMutablePointer<curl_slist>?>,
        _ value: UnsafeMutablePointer<curl_slist>?
    ) throws(CurlError) {
        try check(muster_easy_set_list(pointer, option.code, value))
    }

    func set(_ option: EasyOption<curl_write_callback>, _ value: curl_write_callback) throws(CurlError) {
        try check(muster_easy_set_write(pointer, option.code, value))
    }

    func set(_ option: EasyOption<curl_prereq_callback>, _ value: curl_prereq_callback) throws(CurlError) {
        try check(muster_easy_set_prereq(pointer, option.code, value))
    }

    func set(_ option: EasyOption<curl_debug_callback>, _ value: curl_debug_callback) throws(CurlError) {
        try check(muster_easy_set_debug(pointer, option.code, value))
    }

    /// Sets the content; libcurl copies it.
    func set(content: [UInt8]) throws(CurlError) {
        try set(.contentSize, Int64(content.count))
        // An empty array has no address, which would mean: no content.
        let code = (content.isEmpty ? [0] : content).withUnsafeBytes { bytes in
            muster_easy_set_pointer(
                pointer,
                CURLOPT_COPYPOSTFIELDS,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            )
        }
        try check(code)
    }

    func get(_ info: EasyInfo<Int>) -> Int {
        var value = 0
        _ = muster_easy_get_long(pointer, info.code, &value)
        return value
    }

    func get(_ info: EasyInfo<curl_socket_t>) -> curl_socket_t {
        var value = curl_socket_t(CURL_SOCKET_BAD)
        _ = muster_easy_get_socket(pointer, info.code, &value)
        return value
    }

    func get(_ info: EasyInfo<Int64>) -> Int64 {
        var value: curl_off_t = 0
        _ = muster_easy_get_off(pointer, info.code, &value)
        return Int64(value)
    }

    func get(_ info: EasyInfo<String>) -> String? {
        var value: UnsafePointer<CChar>?
        _ = muster_easy_get_string(pointer, info.code, &value)
        return value.map { String(cString: $0) }
    }

    /// An address and a port as one text; `nil` without an address.
    static func place(_ address: String?, _ port: Int) -> String? {
        guard let address, !address.isEmpty else { return nil }
        return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private func check(_ code: CURLcode) throws(CurlError) {
        guard code != CURLE_OK else { return }
        throw CurlError(String(cString: curl_easy_strerror(code)), code: Int32(bitPattern: code.rawValue))
    }
}
