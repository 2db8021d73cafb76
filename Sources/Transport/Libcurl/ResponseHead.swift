import HTTP

/// Reads the lines of a response's header section as libcurl hands them over: the final response's status and fields,
/// without interim responses (RFC 9110, section 15.2) and without trailers (section 6.5).
struct ResponseHead {
    /// What a line did.
    enum Step {
        /// It belongs to a header section that goes on, or to none that counts.
        case more
        /// It began a response in place of one that had been complete: libcurl sent the request again.
        case restarted
        /// It ended the final response's header section.
        case complete
    }

    private(set) var status: Int?
    private(set) var reason = ""
    private(set) var version = ""
    private(set) var fields = HeaderFields()
    private(set) var isComplete = false
    /// The bytes of all lines so far.
    private(set) var size = 0
    private var isInside = false

    /// Takes the next line, line break included.
    ///
    /// - Throws: what is wrong with the response.
    mutating func take(_ line: UnsafeRawBufferPointer) throws(MalformedResponse) -> Step {
        size += line.count
        let line = line.trimmed(where: \.isLineBreak)
        if !isInside {
            guard line.starts(with: "HTTP/".utf8) else { return .more }
            let isRestart = isComplete
            try begin(line)
            return isRestart ? .restarted : .more
        }
        guard line.isEmpty else {
            try add(line)
            return .more
        }
        return try end()
    }

    /// The response so far, with `body`; `nil` before the status line of a final response.
    func response(_ body: [UInt8]) -> HTTPResponse? {
        guard let status, !isInterim else { return nil }
        return HTTPResponse(status: status, reason: reason, version: version, headers: fields, body: body)
    }

    /// The one content length that the fields declare, when they do.
    var contentLength: Int? { fields.values("Content-Length").first.flatMap { Int($0) } }

    /// An interim response is followed by another; 101 is not, as the protocol changes after it.
    private var isInterim: Bool { status.map { $0 < 200 && $0 != 101 } ?? false }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112, section 4).
    private mutating func begin(_ line: UnsafeRawBufferPointer.SubSequence) throws(MalformedResponse) {
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[1].count == 3, let code = Int(parts[1].text), code >= 100 else {
            throw MalformedResponse("the status line has no three-digit status code")
        }
        status = code
        version = parts[0].text
        reason = parts.count > 2 ? parts[2].trimmed(where: \.isBlank).text : ""
        fields = HeaderFields()
        isInside = true
        isComplete = false
    }

    private mutating func add(_ line: UnsafeRawBufferPointer.SubSequence) throws(MalformedResponse) {
        if let first = line.first, first.isBlank, let last = fields.all.indices.last {
            // A folded line continues the value before it (RFC 9112, section 5.2).
            fields.all[last].value += " " + line.trimmed(where: \.isBlank).text
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw MalformedResponse("a line of the header section has no colon")
        }
        let value = line[line.index(after: colon)...].trimmed(where: \.isBlank)
        fields.append(line[..<colon].text, value.text)
    }

    private mutating func end() throws(MalformedResponse) -> Step {
        isInside = false
        if isInterim {
            status = nil
            fields = HeaderFields()
            return .more
        }
        if fields["Transfer-Encoding"] == nil { try checkLength() }
        isComplete = true
        return .complete
    }

    /// A length that isn't one number is an unrecoverable error (RFC 9112, section 6.3, number 5).
    private func checkLength() throws(MalformedResponse) {
        let values = fields.values("Content-Length").flatMap { value in
            value.split(separator: ",", omittingEmptySubsequences: false).map { $0.utf8.filter { !$0.isBlank } }
        }
        guard values.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }) else {
            throw MalformedResponse("the Content-Length isn't a number")
        }
        guard values.allSatisfy({ $0 == values.first }) else {
            throw MalformedResponse("the response has several Content-Lengths that differ")
        }
    }
}

/// A response that isn't HTTP, or contradicts itself; the text says how.
struct MalformedResponse: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
