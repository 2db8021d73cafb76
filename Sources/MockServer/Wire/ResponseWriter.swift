import HTTP
import NIOCore

/// Writes one response's bytes (RFC 9112, section 4): head and content in one buffer.
struct ResponseWriter {
    let answer: MockAnswer
    /// What `Content-Length` says when the rule doesn't.
    let length: Int
    /// Whether the connection is closed after it.
    let closes: Bool
    /// The value of `Date` when the rule has none.
    let date: String

    /// The head, up to and with the empty line, and after it `content`.
    func bytes(content: ArraySlice<UInt8>, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: 256 + content.count)
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(answer.status))
        buffer.writeStaticString(" ")
        buffer.writeStaticString(ReasonPhrase.of(answer.status))
        buffer.writeStaticString("\r\n")
        for field in answer.headers.all { write(field.name, field.value, &buffer) }
        if answer.headers.lacks("Date") { write("Date", date, &buffer) }
        if !answer.forbidsContent, answer.headers.lacks("Content-Length"), answer.headers.lacks("Transfer-Encoding") {
            write("Content-Length", String(length), &buffer)
        }
        if closes, answer.headers.lacks("Connection") { write("Connection", "close", &buffer) }
        buffer.writeStaticString("\r\n")
        buffer.writeBytes(content)
    }

    /// A line break in a value, such as one that a request's content brought in, would begin another field: it is
    /// written as a space.
    private func write(_ name: String, _ value: String, _ buffer: inout ByteBuffer) {
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        if value.utf8.allSatisfy(ASCII.isFieldContent) {
            buffer.writeString(value)
        } else {
            buffer.writeBytes(value.utf8.map { ASCII.isFieldContent($0) ? $0 : 0x20 })
        }
        buffer.writeStaticString("\r\n")
    }
}

extension HeaderFields {
    /// Whether no field is called `name`.
    func lacks(_ name: String) -> Bool { !all.contains { Self.sameName($0.name, name) } }
}
