import JSON
import Measurement

/// An ID of the right form that nobody is likely to have made.
struct UnmadeIdentity {
    let seed: UInt64

    /// The ID, percent-encoded; nil where the schema leaves so few that it may well be there.
    func text(for parameter: Parameter) -> String? {
        guard let schema = parameter.valueSchema else { return PercentText.encode(word) }
        let shape = SchemaShape.first(of: schema)
        if shape.candidates != nil { return nil }
        let types = shape.types ?? ["string"]
        if !types.contains("string") {
            guard types.contains("integer") || types.contains("number"), let number = number(shape),
                schema.isValid(.number(JSONNumber(number)), .request)
            else { return nil }
            return String(number)
        }
        for text in [word, uuid] where schema.isValid(.string(text), .request) { return PercentText.encode(text) }
        let made = ValueMaker(seed: seed &+ 77, direction: .request, usesExamples: false).value(for: schema)
        guard made.isValid, let text = made.value?.string, text.count >= 8 else { return nil }
        return PercentText.encode(text)
    }

    private var word: String { "muster-never-made-\(seed)" }

    private var uuid: String {
        var generator = SplitMix64(seed: seed &+ 0x6D75_7374)
        let digits = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        let hex = Array((digits + String(repeating: "0", count: 32)).prefix(32))
        let parts = [hex[0..<8], hex[8..<12], ["4"] + hex[13..<16], ["a"] + hex[17..<20], hex[20..<32]]
        return parts.map { String($0) }.joined(separator: "-")
    }

    /// The greatest that 32 bits hold, or that the schema allows; nil when that is a small number.
    private func number(_ shape: SchemaShape) -> Int? {
        let most = min(
            shape.maximum?.int ?? shape.exclusiveMaximum?.int.map { $0.subtractingSaturated(1) } ?? .max,
            Int(Int32.max)
        )
        let step = shape.multiples.first?.int ?? 1
        guard step > 0, most >= 1_000_000 else { return nil }
        return most - most % step
    }
}
