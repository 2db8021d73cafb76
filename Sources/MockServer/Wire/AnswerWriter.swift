import HTTP
import NIOCore

/// Writes one response's bytes (RFC 9112, section 4): head and content in one buffer.
struct AnswerWriter {
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

/// The reason phrases of IANA's registry of HTTP status codes (RFC 9110, section 15; RFC 6585; RFC 4918; ...).
enum ReasonPhrase {
    /// The phrase for `status`; empty when the code is not registered.
    static func of(_ status: Int) -> StaticString {
        switch status / 100 {
        case 2: success(status)
        case 3: redirection(status)
        case 4: clientError(status)
        case 5: serverError(status)
        default: ""
        }
    }

    private static func success(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 207: "Multi-Status"
        case 208: "Already Reported"
        case 226: "IM Used"
        default: ""
        }
    }

    private static func redirection(_ status: Int) -> StaticString {
        switch status {
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 305: "Use Proxy"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        default: ""
        }
    }

    private static func clientError(_ status: Int) -> StaticString {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 407: "Proxy Authentication Required"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 424: "Failed Dependency"
        case 425: "Too Early"
        case 426: "Upgrade Required"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 451: "Unavailable For Legal Reasons"
        default: ""
        }
    }

    private static func serverError(_ status: Int) -> StaticString {
        switch status {
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 506: "Variant Also Negotiates"
        case 507: "Insufficient Storage"
        case 508: "Loop Detected"
        case 511: "Network Authentication Required"
        default: ""
        }
    }
}

/// The date format of HTTP (IMF-fixdate; RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The time `seconds` after 1970-01-01T00:00:00Z, from then to the end of year 9999.
    static func text(_ seconds: Int64) -> String {
        let seconds = Int(min(max(seconds, 0), 253_402_300_799))
        let (day, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = civil(day)
        let clock = [time / 3600, time / 60 % 60, time % 60].map(padded).joined(separator: ":")
        return "\(days[day % 7]), \(padded(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The Gregorian date of a day since 1970-01-01: years begin in March, in eras of 400 of them.
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
