import CCurl

/// One `CURLM *`: every transfer of a loop and their connections. Its transfers are removed before it goes.
struct MultiHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer

    init() throws(CurlError) {
        guard let pointer = curl_multi_init() else { throw CurlError("libcurl has no memory for its connections") }
        self.pointer = pointer
    }

    deinit { curl_multi_cleanup(pointer) }

    func set(_ option: CURLMoption, _ value: Int) throws(CurlError) {
        try check(muster_multi_set_long(pointer, option, value))
    }

    /// Has `owner` told about the sockets to watch and the next time-out.
    func setCallbacks(
        socket: curl_socket_callback,
        timer: curl_multi_timer_callback,
        owner: UnsafeMutableRawPointer
    ) throws(CurlError) {
        try check(muster_multi_set_socket(pointer, CURLMOPT_SOCKETFUNCTION, socket))
        try check(muster_multi_set_pointer(pointer, CURLMOPT_SOCKETDATA, owner))
        try check(muster_multi_set_timer(pointer, CURLMOPT_TIMERFUNCTION, timer))
        try check(muster_multi_set_pointer(pointer, CURLMOPT_TIMERDATA, owner))
    }

    func add(_ easy: EasyHandle) throws(CurlError) {
        try check(curl_multi_add_handle(pointer, easy.pointer))
    }

    func remove(_ easy: EasyHandle) {
        curl_multi_remove_handle(pointer, easy.pointer)
    }

    /// Has nobody told any more.
    func removeCallbacks() {
        _ = muster_multi_set_socket(pointer, CURLMOPT_SOCKETFUNCTION, nil)
        _ = muster_multi_set_timer(pointer, CURLMOPT_TIMERFUNCTION, nil)
    }

    /// Marks `socket` as watched: its next socket callback says so.
    func markWatched(_ socket: curl_socket_t) {
        curl_multi_assign(pointer, socket, pointer)
    }

    /// Lets libcurl read and write `socket`, which is ready as the `CURL_CSELECT` bits of `readiness` say.
    func act(on socket: curl_socket_t, _ readiness: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(pointer, socket, readiness, &running)
    }

    /// Lets libcurl do what its timer is for.
    func actOnTimer() {
        act(on: CURL_SOCKET_BAD, 0)
    }

    /// The next finished transfer and its result.
    func nextFinished() -> (easy: UnsafeMutableRawPointer, result: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(pointer, &left) {
            if message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle {
                return (easy, muster_message_result(message))
            }
        }
        return nil
    }

    private func check(_ code: CURLMcode) throws(CurlError) {
        guard code != CURLM_OK else { return }
        throw CurlError(String(cString: curl_multi_strerror(code)), code: code.rawValue)
    }
}
