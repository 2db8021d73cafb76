/// How a response breaks the standard in a way that its recipient may or must put up with: it is read all the same,
/// alike in a single request, a burst and a load, and the deviation is kept with the exchange.
///
/// What can't be delimited with certainty is no deviation but a ``ParserProblem``.
package enum Deviation: UInt8, CaseIterable, Sendable, Hashable {
    case foldedField, bareLineFeed, bareCarriageReturn, nulCharacter, controlCharacter
    case spaceBeforeColon, whiteSpaceBeforeFields
    case missingReason, unknownVersion, unknownStatusClass
    case repeatedLength, lengthWithoutContent, codingWithoutContent, contentInReset, emptyListElement
    case spaceAfterChunkSize, framingInTrailer, unannouncedClose, surplusBytes
    case missingUpgrade, missingChallenge, missingProxyChallenge, missingAllow, missingContentRange
    case unaskedPart, unaskedNotModified
    case repeatedField, invalidMediaType, invalidDate, invalidEntityTag
    case invalidDeprecation, invalidSunset, earlySunset
    case identityCoding, rawDeflate, paddedCoding

    /// The name in suites and reports, behind `protocol.`.
    package var name: String { entry.name }

    /// The part of the standard that is broken.
    package var section: String { entry.section }

    /// What was found, in words.
    package var text: String { entry.text }

    /// The deviation with this name.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    private var entry: (name: String, section: String, text: String) {
        switch self {
        case .foldedField:
            ("folded-field", "RFC 9112, section 5.2", "a field is folded over several lines")
        case .bareLineFeed:
            ("bare-lf", "RFC 9112, section 2.2", "a line of the header section ends in LF without CR")
        case .bareCarriageReturn:
            (
                "bare-cr", "RFC 9112, section 2.2",
                "the header section has a CR that no LF follows; it is read as a space"
            )
        case .nulCharacter:
            ("nul", "RFC 9110, section 5.5", "the header section has a NUL; it is read as a space")
        case .controlCharacter:
            ("control-character", "RFC 9110, section 5.5", "the header section has a control character")
        case .spaceBeforeColon:
            ("space-before-colon", "RFC 9112, section 5.1", "white space stands between a field's name and the colon")
        case .whiteSpaceBeforeFields:
            (
                "white-space-before-fields", "RFC 9112, section 2.2",
                "a line that begins with white space stands before the first field; it is left out"
            )
        case .missingReason:
            ("missing-reason", "RFC 9112, section 4", "the status line has no space after the status code")
        case .unknownVersion:
            ("unknown-version", "RFC 9110, section 2.5", "the minor version of HTTP/1 is neither 0 nor 1")
        case .unknownStatusClass:
            ("unknown-status-class", "RFC 9110, section 15", "the status code is outside of 100 to 599")
        case .repeatedLength:
            ("repeated-length", "RFC 9110, section 8.6", "the same Content-Length is told several times")
        case .lengthWithoutContent:
            (
                "length-without-content", "RFC 9110, section 8.6",
                "a response that has no content by its status has a Content-Length"
            )
        case .codingWithoutContent:
            (
                "coding-without-content", "RFC 9112, section 6.1",
                "a response that has no content by its status has a Transfer-Encoding"
            )
        case .contentInReset:
            ("content-in-205", "RFC 9110, section 15.3.6", "a 205 (Reset Content) has content")
        case .emptyListElement:
            ("empty-list-element", "RFC 9110, section 5.6.1", "a list has an empty element")
        case .spaceAfterChunkSize:
            ("space-after-chunk-size", "RFC 9112, section 7.1", "white space follows the size of a chunk")
        case .framingInTrailer:
            (
                "framing-in-trailer", "RFC 9110, section 6.5.1",
                "the trailer section has a field that belongs in the header section; it is ignored"
            )
        case .unannouncedClose:
            (
                "unannounced-close", "RFC 9112, section 9.6",
                "the end of the connection ends the content, and no 'Connection: close' says so"
            )
        case .surplusBytes:
            (
                "surplus-bytes", "RFC 9112, section 6.3",
                "bytes that nobody asked for came on the connection after the response"
            )
        case .missingUpgrade:
            ("missing-upgrade", "RFC 9110, section 7.8", "a 101 or 426 doesn't say in Upgrade which protocol")
        case .missingChallenge:
            ("missing-challenge", "RFC 9110, section 15.5.2", "a 401 has no WWW-Authenticate")
        case .missingProxyChallenge:
            ("missing-proxy-challenge", "RFC 9110, section 15.5.8", "a 407 has no Proxy-Authenticate")
        case .missingAllow:
            ("missing-allow", "RFC 9110, section 15.5.6", "a 405 doesn't say in Allow which methods there are")
        case .missingContentRange:
            ("missing-content-range", "RFC 9110, section 15.3.7", "a 206 doesn't say which part of the content it has")
        case .unaskedPart:
            ("unasked-part", "RFC 9110, section 15.3.7", "a 206 answers a request without Range")
        case .unaskedNotModified:
            ("unasked-not-modified", "RFC 9110, section 15.4.5", "a 304 answers a request that isn't conditional")
        case .repeatedField:
            ("repeated-field", "RFC 9110, section 5.3", "a field that can be there once is there several times")
        case .invalidMediaType:
            ("invalid-media-type", "RFC 9110, section 8.3.1", "the Content-Type isn't a media type")
        case .invalidDate:
            ("invalid-date", "RFC 9110, section 5.6.7", "a date isn't written as an IMF-fixdate")
        case .invalidEntityTag:
            ("invalid-entity-tag", "RFC 9110, section 8.8.3", "the ETag isn't an entity tag: it has to be quoted")
        case .invalidDeprecation:
            ("invalid-deprecation", "RFC 9745, section 2.1", "the Deprecation isn't a date as '@' and seconds")
        case .invalidSunset:
            ("invalid-sunset", "RFC 8594, section 3", "the Sunset isn't written as an IMF-fixdate")
        case .earlySunset:
            ("early-sunset", "RFC 9745, section 4", "the Sunset is before the Deprecation")
        case .identityCoding:
            ("identity-coding", "RFC 9110, section 8.4.1", "the Content-Encoding says identity")
        case .rawDeflate:
            ("raw-deflate", "RFC 9110, section 8.4.1.2", "deflated content lacks the zlib format around it")
        case .paddedCoding:
            ("padded-coding", "RFC 1952, section 2.2", "zero bytes follow the last member of gzipped content")
        }
    }
}

/// A set of deviations: plain bits, so that a parser can be one.
package struct Deviations: Sendable, Hashable, SetAlgebra, Sequence {
    private var bits: UInt64 = 0

    /// None.
    package init() {}

    /// Every one that there is.
    package static let all: Deviations = Deviation.allCases.reduce(into: []) { $0.insert($1) }

    /// The given ones.
    package init(arrayLiteral elements: Deviation...) {
        for element in elements { insert(element) }
    }

    package func contains(_ member: Deviation) -> Bool { bits & 1 << UInt64(member.rawValue) != 0 }

    @discardableResult
    package mutating func insert(_ new: Deviation) -> (inserted: Bool, memberAfterInsert: Deviation) {
        defer { bits |= 1 << UInt64(new.rawValue) }
        return (!contains(new), new)
    }

    @discardableResult
    package mutating func remove(_ member: Deviation) -> Deviation? {
        defer { bits &= ~(1 << UInt64(member.rawValue)) }
        return contains(member) ? member : nil
    }

    @discardableResult
    package mutating func update(with new: Deviation) -> Deviation? {
        insert(new).inserted ? nil : new
    }

    package func union(_ other: Deviations) -> Deviations { Deviations(bits: bits | other.bits) }

    package func intersection(_ other: Deviations) -> Deviations { Deviations(bits: bits & other.bits) }

    package func symmetricDifference(_ other: Deviations) -> Deviations { Deviations(bits: bits ^ other.bits) }

    package mutating func formUnion(_ other: Deviations) { bits |= other.bits }

    package mutating func formIntersection(_ other: Deviations) { bits &= other.bits }

    package mutating func formSymmetricDifference(_ other: Deviations) { bits ^= other.bits }

    package var isEmpty: Bool { bits == 0 }

    /// The deviations, in the order of their declaration.
    package func makeIterator() -> Iterator { Iterator(rest: bits) }

    /// Goes through the bits that are set.
    package struct Iterator: IteratorProtocol {
        fileprivate var rest: UInt64

        package mutating func next() -> Deviation? {
            guard rest != 0 else { return nil }
            defer { rest &= rest - 1 }
            return Deviation(rawValue: UInt8(rest.trailingZeroBitCount))
        }
    }

    private init(bits: UInt64) { self.bits = bits }
}

/// How much of a response is taken.
package struct ParserLimits: Sendable, Hashable {
    /// Bytes of all header sections of one response: interim ones, the final one, trailers, the extensions of chunks.
    package var head: Int
    /// Bytes of the content.
    package var body: Int

    /// Limits of so many bytes.
    package init(head: Int = 64 << 10, body: Int = 16 << 20) {
        self.head = head
        self.body = body
    }
}

/// Why a response was refused: it can't be delimited with certainty, or it is too large.
package enum ParserProblem: UInt8, Error, CaseIterable, Sendable {
    case statusLine, statusCode, control, blankLine, noColon, fieldName, spacedFraming
    case contentLength, differingLengths, lengthAndCoding, coding, codingInHTTP10
    case chunkSize, chunkExtension, chunkEnd
    case excess, switchedProtocols
    case truncatedHead, truncatedBody, nothing
    case headTooLong, bodyTooLong

    /// What a failed exchange is said to be.
    package var category: FailureCategory {
        switch self {
        case .headTooLong, .bodyTooLong: .tooLarge
        case .nothing, .truncatedHead, .truncatedBody: .reset
        case .statusLine, .statusCode, .control, .blankLine, .noColon, .fieldName, .spacedFraming, .contentLength,
            .differingLengths, .lengthAndCoding, .coding, .codingInHTTP10, .chunkSize, .chunkExtension, .chunkEnd,
            .excess, .switchedProtocols:
            .malformed
        }
    }

    /// What was wrong, in words.
    package var text: String {
        switch self {
        case .statusLine: "the response doesn't begin with an HTTP/1 status line (RFC 9112, section 4)"
        case .statusCode: "the status line has no three-digit status code"
        case .control: "a field's name contains a control character: NUL, a bare CR or another"
        case .blankLine: "a line of the header section is of white space alone: it may or may not be its end"
        case .noColon: "a line of the header section has no colon"
        case .fieldName: "a field's name isn't a token (RFC 9110, section 5.1)"
        case .spacedFraming:
            "white space stands between Content-Length or Transfer-Encoding and the colon: recipients differ in whether they "
                + "heed such a field (RFC 9112, section 5.1)"
        case .contentLength: "the Content-Length isn't a number"
        case .differingLengths: "the response has several Content-Lengths that differ"
        case .lengthAndCoding: "the response has both Content-Length and Transfer-Encoding (RFC 9112, section 6.1)"
        case .coding: "the Transfer-Encoding isn't chunked alone"
        case .codingInHTTP10: "an HTTP/1.0 response has a Transfer-Encoding (RFC 9112, section 6.1)"
        case .chunkSize: "a chunk's size isn't a hexadecimal number"
        case .chunkExtension: "a chunk's extension contains a control character, or a line without CR LF"
        case .chunkEnd: "a chunk isn't followed by CR LF: its size is wrong"
        case .excess: "more bytes came than the response has"
        case .switchedProtocols: "the server switched protocols without being asked (101)"
        case .truncatedHead: "the connection was closed within the header section"
        case .truncatedBody: "the connection was closed before the content was complete"
        case .nothing: "the connection was closed without a response"
        case .headTooLong: "the header section is longer than its limit"
        case .bodyTooLong: "the content is longer than its limit"
        }
    }
}
