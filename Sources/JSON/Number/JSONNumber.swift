/// A number of JSON (RFC 8259, section 6), exact whatever its size, that remembers how it was written.
///
/// Numbers compare by mathematical value: `1`, `1.0` and `10e-1` are equal. Exponents are exact from -10^18 to 10^18;
/// beyond that they count as these bounds.
public struct JSONNumber: Sendable {
    enum Storage {
        /// `coefficient` divided by ten to the `scale`, written with exactly `scale` digits after the point.
        case plain(coefficient: Int64, scale: UInt8)
        /// Whatever else RFC 8259 allows: exponents, very many digits, a negative zero.
        indirect case text(String)
    }

    let storage: Storage

    init(_ storage: Storage) {
        self.storage = storage
    }

    /// A whole number.
    public init(_ value: Int) {
        storage = .plain(coefficient: Int64(value), scale: 0)
    }

    /// A whole number of any integer type.
    public init(_ value: some BinaryInteger) {
        if let small = Int64(exactly: value) {
            storage = .plain(coefficient: small, scale: 0)
        } else {
            storage = .text(String(value))
        }
    }

    /// The shortest decimal number that reads back as `value`; nil for infinities and NaN, which JSON can't express.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let text = "\(value)"
        self.init(literal: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    /// A number as JSON writes it; nil when `literal` isn't one.
    public init?(literal: String) {
        var copy = literal
        let scanned = copy.withUTF8 { bytes -> JSONNumber? in
            var position = 0
            guard let number = try? JSONNumberScanner.scan(bytes, at: &position) else { return nil }
            return position == bytes.count ? number : nil
        }
        guard let scanned else { return nil }
        self = scanned
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral {
    /// A whole number.
    public init(integerLiteral value: Int) {
        self.init(value)
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The number as it was written.
    public var description: String { literal }
}
