import CNGHTTP2
import Glibc
import HTTP

/// What nghttp2 calls while it takes bytes and gives them. Each callback gets the session's state and does no more than
/// note there what happened.
enum HTTP2Callbacks {
    private typealias State = HTTP2Session.State

    /// One set for all sessions; it is read alone.
    nonisolated(unsafe) static let shared: OpaquePointer? = {
        var callbacks: OpaquePointer?
        guard nghttp2_session_callbacks_new(&callbacks) == 0 else { return nil }
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, beginHeaders)
        nghttp2_session_callbacks_set_on_header_callback(callbacks, takeField)
        nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, refuseField)
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, takeContent)
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, takeFrame)
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, sentFrame)
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, closeStream)
        nghttp2_session_callbacks_set_error_callback2(callbacks, noteError)
        return callbacks
    }()

    /// One for all sessions; it is read alone. Windows are opened as content comes.
    nonisolated(unsafe) static let options: OpaquePointer? = {
        var options: OpaquePointer?
        guard nghttp2_option_new(&options) == 0 else { return nil }
        nghttp2_option_set_no_closed_streams(options, 1)
        // By itself it sends no header section of more than 64 KiB, and says that the server refused it.
        nghttp2_option_set_max_send_header_block_length(options, 16 << 20)
        return options
    }()

    private static func state(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<HTTP2Session.State>? {
        pointer?.assumingMemoryBound(to: HTTP2Session.State.self)
    }

    /// The place that carries a stream; `nil` when its request has ended.
    @inline(__always)
    private static func place(
        _ state: UnsafeMutablePointer<HTTP2Session.State>,
        _ id: Int32
    ) -> Int? {
        guard let mark = nghttp2_session_get_stream_user_data(state.pointee.session, id) else { return nil }
        return Int(bitPattern: mark) - 1
    }

    /// The stream at `place` is nobody's any more.
    static func detach(_ state: UnsafeMutablePointer<HTTP2Session.State>, _ place: Int) {
        let stream = state.pointee.streams + place
        nghttp2_session_set_stream_user_data(state.pointee.session, stream.pointee.id, nil)
        stream.pointee.id = 0
        state.pointee.active -= 1
    }

    private static func end(_ state: UnsafeMutablePointer<HTTP2Session.State>, _ place: Int) {
        detach(state, place)
        state.pointee.ended[state.pointee.endedCount] = Int32(truncatingIfNeeded: place)
        state.pointee.endedCount += 1
    }

    private static let beginHeaders: nghttp2_on_begin_headers_callback = { _, frame, pointer in
        guard let state = state(pointer), let frame else { return 0 }
        state.pointee.block = (frame.pointee.hd.stream_id, 0)
        guard let place = place(state, frame.pointee.hd.stream_id) else { return 0 }
        state.pointee.streams[place].beginBlock()
        return 0
    }

    private static let takeField: nghttp2_on_header_callback = {
        _,
        frame,
        name,
        nameLength,
        value,
        valueLength,
        _,
        pointer in
        guard let state = state(pointer), let frame, let place = place(state, frame.pointee.hd.stream_id) else {
            return 0
        }
        let stream = state.pointee.streams + place
        let value = UnsafeBufferPointer(start: value, count: valueLength)
        let name = UnsafeBufferPointer(start: name, count: nameLength)
        if name.first == UInt8(ascii: ":") {
            stream.pointee.takeStatus(value, limit: state.pointee.limits.head)
        } else {
            stream.pointee.takeField(name, value, limit: state.pointee.limits.head)
        }
        return stream.pointee.problem == nil ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }

    private static let refuseField: nghttp2_on_invalid_header_callback = { _, frame, _, _, _, _, _, pointer in
        guard let state = state(pointer), let frame, let place = place(state, frame.pointee.hd.stream_id) else {
            return 0
        }
        state.pointee.streams[place].problem = .field
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }

    private static let takeContent: nghttp2_on_data_chunk_recv_callback = { session, _, id, bytes, count, pointer in
        guard let state = state(pointer), let place = place(state, id) else { return 0 }
        let stream = state.pointee.streams + place
        let before = stream.pointee.bodyEnd
        stream.pointee.takeContent(UnsafeBufferPointer(start: bytes, count: count), limit: state.pointee.limits.body)
        state.pointee.held += stream.pointee.bodyEnd - before
        if stream.pointee.watchesEvents, !stream.pointee.isTouched,
            state.pointee.touchedCount < state.pointee.places
        {
            stream.pointee.isTouched = true
            state.pointee.touched[state.pointee.touchedCount] = Int32(truncatingIfNeeded: place)
            state.pointee.touchedCount += 1
        }
        if state.pointee.held > state.pointee.mostHeld, stream.pointee.problem == nil {
            stream.pointee.problem = .noRoom
        }
        if stream.pointee.problem != nil {
            nghttp2_submit_rst_stream(session, 0, id, NGHTTP2_CANCEL.rawValue)
            end(state, place)
        }
        return 0
    }

    private static let takeFrame: nghttp2_on_frame_recv_callback = { session, frame, pointer in
        guard let state = state(pointer), let frame else { return 0 }
        state.pointee.block = nil
        let header = frame.pointee.hd
        switch UInt32(header.type) {
        case NGHTTP2_SETTINGS.rawValue: state.pointee.hasSettings = true
        case NGHTTP2_GOAWAY.rawValue:
            let text = UnsafeBufferPointer(
                start: frame.pointee.goaway.opaque_data,
                count: min(frame.pointee.goaway.opaque_data_len, 200)
            )
            state.pointee.goAway = HTTP2Session.GoAway(
                code: frame.pointee.goaway.error_code,
                text: String(decoding: text, as: UTF8.self)
            )
        case NGHTTP2_HEADERS.rawValue, NGHTTP2_DATA.rawValue:
            guard let place = place(state, header.stream_id) else { return 0 }
            let stream = state.pointee.streams + place
            if UInt32(header.type) == NGHTTP2_HEADERS.rawValue { stream.pointee.endBlock() }
            guard UInt32(header.flags) & NGHTTP2_FLAG_END_STREAM.rawValue != 0, stream.pointee.headEnd > 0 else {
                return 0
            }
            stream.pointee.isComplete = true
            // What is left of the request, nobody waits for (RFC 9113, section 8.1).
            if !stream.pointee.isSent {
                nghttp2_submit_rst_stream(session, 0, header.stream_id, NGHTTP2_NO_ERROR.rawValue)
            }
            end(state, place)
        default: break
        }
        return 0
    }

    private static let sentFrame: nghttp2_on_frame_send_callback = { _, frame, pointer in
        guard let state = state(pointer), let frame else { return 0 }
        switch UInt32(frame.pointee.hd.type) {
        case NGHTTP2_GOAWAY.rawValue: state.pointee.ownGoAway = frame.pointee.goaway.error_code
        case NGHTTP2_RST_STREAM.rawValue:
            if let place = place(state, frame.pointee.hd.stream_id) { state.pointee.streams[place].isOurs = true }
        default: break
        }
        return 0
    }

    private static let closeStream: nghttp2_on_stream_close_callback = { _, id, code, pointer in
        guard let state = state(pointer) else { return 0 }
        if state.pointee.block?.stream == id { state.pointee.block = nil }
        guard let place = place(state, id) else { return 0 }
        state.pointee.streams[place].code = code
        end(state, place)
        return 0
    }

    /// The text is of nghttp2's own making, with what the server sent in it.
    private static let noteError: nghttp2_error_callback2 = { _, _, text, count, pointer in
        guard let state = state(pointer), let text else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: text, count: min(count, 300))
        let error = String(decoding: bytes, as: UTF8.self)
        state.pointee.lastError = error
        // Where it is about one stream, it says so: others may fail before anybody asks.
        if let id = error.firstRange(of: "stream: "),
            let number = Int32(error[id.upperBound...].prefix { $0.isNumber }),
            place(state, number) != nil
        {
            state.pointee.streamErrors[number] = error
        }
        return 0
    }

    static let readContent: nghttp2_data_source_read_callback = { _, _, buffer, room, flags, source, _ in
        guard let buffer, let flags,
            let stream = source?.pointee.ptr?.assumingMemoryBound(to: HTTP2Stream.self)
        else { return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue) }
        let end = stream.pointee.contentCount - (stream.pointee.withheld ?? 0)
        let count = min(room, end - stream.pointee.contentSent)
        if count > 0, let content = stream.pointee.content {
            memcpy(buffer, content + stream.pointee.contentSent, count)
            stream.pointee.contentSent += count
        }
        if stream.pointee.withheld != nil, count == 0 { return Int(NGHTTP2_ERR_DEFERRED.rawValue) }
        if stream.pointee.contentSent == stream.pointee.contentCount, stream.pointee.withheld == nil {
            flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
            stream.pointee.isSent = true
        }
        return count
    }
}
