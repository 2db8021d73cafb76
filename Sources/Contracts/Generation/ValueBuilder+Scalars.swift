import JSON
import Measurement
import Patterns

extension ValueBuilder {
    mutating func number(_ shape: SchemaShape, isInteger: Bool) -> JSONNumber? {
        if let grid = DecimalGrid(shape, isInteger: isInteger), let number = grid.random(using: &generator) {
            return number
        }
        // Beyond 64 bits, the bounds themselves are the numbers at hand, and zero.
        let candidates = [shape.minimum, shape.maximum, shape.multiples.first, 0].compactMap(\.self)
        let fitting = candidates.filter { candidate in
            (!isInteger || candidate.isInteger) && candidate >= shape.minimum ?? candidate
                && candidate <= shape.maximum ?? candidate
                && shape.exclusiveMinimum.map { candidate > $0 } ?? true
                && shape.exclusiveMaximum.map { candidate < $0 } ?? true
                && shape.multiples.allSatisfy { candidate.isMultiple(of: $0) }
        }
        return fitting.randomElement(using: &generator) ?? between(shape)
    }

    /// A number between the bounds by binary arithmetic, which may miss.
    private mutating func between(_ shape: SchemaShape) -> JSONNumber? {
        let low = (shape.minimum ?? shape.exclusiveMinimum)?.double
        let high = (shape.maximum ?? shape.exclusiveMaximum)?.double
        switch (low, high) {
        case (let low?, let high?) where low < high: return JSONNumber(low + (high - low) * generator.unit())
        case (let low?, nil): return JSONNumber(low == 0 ? 1 : low + low.magnitude)
        case (nil, let high?): return JSONNumber(high == 0 ? -1 : high - high.magnitude)
        default: return nil
        }
    }

    mutating func string(_ shape: SchemaShape) -> String? {
        guard shape.minLength <= shape.maxLength, takeRoom(shape.minLength) else { return nil }
        let lengths = shape.minLength...shape.maxLength
        for _ in 0..<12 where !isTooLarge {
            guard let text = candidate(shape, lengths) else { continue }
            let isOfLength = lengths.contains(text.unicodeScalars.count)
            if isOfLength, shape.patterns.allSatisfy({ (try? $0.search(text)) == true }) { return text }
        }
        return nil
    }

    private mutating func candidate(_ shape: SchemaShape, _ lengths: ClosedRange<Int>) -> String? {
        // The pattern with the most to say is tried as often as the others.
        if let pattern = shape.patterns.randomElement(using: &generator) {
            return sample(pattern, lengths: lengths)
        }
        if shape.contentEncoding == "base64" || shape.formats.contains("byte") { return base64(lengths) }
        if shape.contentMediaType == "application/json" {
            return "{\"key\":\(Int.random(in: 0...99, using: &generator))}"
        }
        for format in shape.formats {
            if let text = FormatSample.text(format, lengths, using: &generator) { return text }
        }
        return word(lengths)
    }

    /// Letters, readable where there is room.
    private mutating func word(_ lengths: ClosedRange<Int>) -> String {
        let count = Int.random(
            in: max(lengths.lowerBound, min(4, lengths.upperBound))...min(lengths.upperBound, lengths.lowerBound + 10),
            using: &generator
        )
        let consonants = Array("bcdfghjklmnprstvwz".utf8)
        let vowels = Array("aeiou".utf8)
        let letters = (0..<count).map { index in
            let letters = index.isMultiple(of: 2) ? consonants : vowels
            return letters[Int.random(in: letters.indices, using: &generator)]
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// Base64 (RFC 4648, section 4), whose length is a multiple of four.
    private mutating func base64(_ lengths: ClosedRange<Int>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let count = max(lengths.lowerBound == 0 ? 8 : (lengths.lowerBound + 3) / 4 * 4, 0)
        let letters = (0..<count).map { _ in alphabet[Int.random(in: 0..<64, using: &generator)] }
        return String(decoding: letters, as: UTF8.self)
    }
}
