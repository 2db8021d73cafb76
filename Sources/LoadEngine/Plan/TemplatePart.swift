public import Measurement

/// A part of a request.
public enum TemplatePart: Sendable {
    /// These bytes.
    case literal([UInt8])
    /// The request's index from 0, in decimal.
    case requestIndex
    /// The user's number from 0, in decimal; in an open load always 0.
    case userIndex
    /// A random UUID, version 4 (RFC 9562, section 5.4), in lower case.
    case uuid
    /// So many random characters of an alphabet.
    case random(RandomAlphabet, count: Int)
    /// A random integer of the range, in decimal.
    case randomInteger(ClosedRange<UInt64>)
    /// A text that changes with time.
    case text(TimedText)
    /// A value of the row that the request has of a feeder: all parts of one request see the same row.
    case value(DataFeeder, column: Int)
    /// The text with this number in the flow's memory; only in a further request of a flow.
    case captured(Int)
    /// The length of the rendered body, in decimal; only in the head.
    case contentLength
}
