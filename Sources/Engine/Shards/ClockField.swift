package import HTTP

/// The field in which `muster clock` says when a request came and when its answer was made: with when the request was
/// sent and when the answer was there, the four timestamps of NTP (RFC 5905, section 8).
///
/// A dictionary of strings (RFC 9651): nanoseconds since 1970 are more than an integer of structured fields holds.
package enum ClockField {
    package static let name = "Muster-Clock"
    private static let keys = (received: "received", sent: "sent")

    /// The field's value, of times in nanoseconds since 1970.
    package static func text(received: Int64, sent: Int64) -> String {
        "\(keys.received)=\"\(received)\", \(keys.sent)=\"\(sent)\""
    }

    /// The times of an answer; `nil` where it names none, or an answer that was made before its request came.
    package static func times(of headers: HeaderFields) -> (received: Int64, sent: Int64)? {
        guard let text = headers[name],
            case .dictionary(let pairs)? = try? StructuredField(text, as: .dictionary)
        else { return nil }
        func time(_ key: String) -> Int64? {
            guard case .item(let item)? = pairs.first(where: { $0.key == key })?.member,
                case .string(let digits) = item.value
            else { return nil }
            return Int64(digits)
        }
        guard let received = time(keys.received), let sent = time(keys.sent), received >= 0, received <= sent else {
            return nil
        }
        return (received, sent)
    }
}
