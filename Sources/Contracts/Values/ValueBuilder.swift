import JSON
import Measurement
import Patterns

/// Makes one value along schemas. What it makes is likely to be valid, and is checked by who asks for it.
struct ValueBuilder {
    /// Below this depth only what is required is made.
    private static let shallow = 5
    /// Below this depth nothing is made: another try may choose less.
    package static let deepest = 40

    package var generator: SplitMix64
    package let settings: ValueMaker
    /// How many tries have failed.
    package let attempt: Int
    /// How many values may still be made: a bound for schemas that grow in every direction.
    private(set) var valuesLeft = 20_000
    /// How many characters and repeated elements may still be made.
    private var sizeLeft = 250_000
    /// How many more times a text may be sought along a pattern: each search tries many.
    private var searchesLeft = 40
    /// Once so few are left, only what is required is made: nobody reads a larger example.
    private static let frugal = 19_700

    /// Whether what isn't required is left out everywhere.
    private let isMinimal: Bool

    package init(generator: SplitMix64, settings: ValueMaker, attempt: Int, isMinimal: Bool = false) {
        self.generator = generator
        self.settings = settings
        self.attempt = attempt
        self.isMinimal = isMinimal
    }

    /// Whether the value came to nothing for its size alone: another try would too.
    var isTooLarge: Bool { valuesLeft < 0 || sizeLeft < 0 || searchesLeft < 0 }

    /// Takes room for `size` more characters or elements; `false` when there isn't so much.
    mutating func takeRoom(_ size: Int) -> Bool {
        guard sizeLeft >= 0, size <= sizeLeft else {
            sizeLeft = -1
            return false
        }
        sizeLeft -= size
        return true
    }

    /// A text along `pattern`.
    package mutating func sample(_ pattern: RegularExpression, lengths: ClosedRange<Int>) -> String? {
        searchesLeft -= 1
        if searchesLeft < 0 { return nil }
        return pattern.sample(lengths: lengths, using: &generator)
    }

    /// Whether what isn't required is left out.
    func isFrugal(_ depth: Int) -> Bool { isMinimal || depth >= Self.shallow || valuesLeft < Self.frugal }

    /// A value for all of `schemas` together; nil when none was found.
    package mutating func value(_ schemas: [ContractSchema], depth: Int) -> JSONValue? {
        if depth > Self.deepest { return nil }
        // At the top, who asks tries again.
        let tries = depth == 0 ? 1 : 8
        var last: JSONValue?
        for _ in 0..<tries {
            valuesLeft -= 1
            if isTooLarge { return nil }
            let shape = shape(of: schemas, depth: depth)
            guard var value = value(shape, schemas, depth: depth) else { continue }
            if shape.needsTrying { value = named(value, schemas) }
            last = value
            if !shape.needsTrying || schemas.allSatisfy({ $0.isValid(value, settings.direction) }) { return value }
        }
        return last
    }

    /// `value` with the name of the alternative that it takes, where a `discriminator` says which member has it
    /// (OpenAPI 3.1.0, Discriminator Object); as it is where the schemas don't accept that.
    private func named(_ value: JSONValue, _ schemas: [ContractSchema]) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for schema in schemas.map(\.resolved) {
            guard let member = schema.value["discriminator"]?["propertyName"]?.string,
                let branch = (schema.parts("oneOf") + schema.parts("anyOf")).first(where: {
                    $0.isValid(value, settings.direction)
                }), let name = Self.name(of: branch, in: schema)
            else { continue }
            object[member] = .string(name)
        }
        let named = JSONValue.object(object)
        return named != value && schemas.allSatisfy { $0.isValid(named, settings.direction) } ? named : value
    }

    /// What the discriminator calls an alternative: by its `mapping`, else as the component is called.
    private static func name(of branch: ContractSchema, in schema: ContractSchema) -> String? {
        guard branch.value["$ref"] != nil, let component = branch.resolved.pointer.tokens.last else { return nil }
        let mapping = schema.value["discriminator"]?["mapping"]?.object ?? [:]
        let mapped = mapping.first { $0.value.string?.split(separator: "/").last.map(String.init) == component }
        return mapped?.name ?? component
    }

    /// What `schemas` ask for together, alternatives chosen.
    private mutating func shape(of schemas: [ContractSchema], depth: Int) -> SchemaShape {
        var shape = SchemaShape()
        if depth == 0 { shape.taken = Set(settings.taken) }
        var own = generator
        for schema in schemas {
            shape.add(schema) { count in
                // Where it gets deep, the first alternative is most often the plain one.
                if depth > 12, Bool.random(using: &own) { return 0 }
                return Int.random(in: 0..<count, using: &own)
            }
        }
        generator = own
        return shape
    }

    private mutating func value(_ shape: SchemaShape, _ schemas: [ContractSchema], depth: Int) -> JSONValue? {
        if shape.isImpossible { return nil }
        if settings.usesExamples, attempt < 4, let known = known(shape) {
            let fitting = known.filter { example in
                schemas.allSatisfy { $0.isValid(example, settings.direction) }
            }
            if let example = fitting.randomElement(using: &generator) { return example }
        }
        if let candidates = shape.candidates {
            let fitting = candidates.filter { candidate in
                schemas.allSatisfy { $0.isValid(candidate, settings.direction) }
            }
            return (fitting.isEmpty ? candidates : fitting).randomElement(using: &generator)
        }
        guard let type = type(shape, depth: depth) else { return nil }
        switch type {
        case "object": return object(shape, depth: depth)
        case "array": return array(shape, depth: depth)
        case "string": return string(shape).map(JSONValue.string)
        case "integer": return number(shape, isInteger: true).map(JSONValue.number)
        case "number": return number(shape, isInteger: false).map(JSONValue.number)
        case "boolean": return .bool(Bool.random(using: &generator))
        default: return .null
        }
    }

    /// The values that the document gives: its examples, or a default that says something. What is in an object or a
    /// list by default says nothing of what may be in it.
    private func known(_ shape: SchemaShape) -> [JSONValue]? {
        if !shape.examples.isEmpty { return shape.examples }
        let assumed = shape.assumed.filter { value in
            switch value {
            case .null, .array, .object: false
            case .string(let text): !text.isEmpty
            case .bool, .number: true
            }
        }
        return assumed.isEmpty ? nil : assumed
    }

    private mutating func type(_ shape: SchemaShape, depth: Int) -> String? {
        var likely = shape.likelyTypes
        if likely.contains("number") { likely.removeAll { $0 == "integer" } }
        // Null says little: it is made where nothing else is allowed, or as one of many variations.
        if likely.count > 1, likely.contains("null") {
            if settings.optionalMembers == .some, Int.random(in: 0..<10, using: &generator) == 0 { return "null" }
            if depth > Self.shallow + 4 { return "null" }
            likely.removeAll { $0 == "null" }
        }
        // Without `type`, the kind that the keywords are about is the one that is meant.
        if shape.types == nil, attempt < 8 { return likely.first }
        return likely.randomElement(using: &generator)
    }
}

extension ValueBuilder {
    package mutating func number(_ shape: SchemaShape, isInteger: Bool) -> JSONNumber? {
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

    package mutating func string(_ shape: SchemaShape) -> String? {
        guard shape.minLength <= shape.maxLength, takeRoom(shape.minLength) else { return nil }
        let lengths = shape.minLength...shape.maxLength
        if let word = plainWord(shape, lengths) { return word }
        for _ in 0..<12 where !isTooLarge {
            guard let text = candidate(shape, lengths) else { continue }
            let isOfLength = lengths.contains(text.unicodeScalars.count)
            if isOfLength, shape.patterns.allSatisfy({ (try? $0.search(text)) == true }) { return text }
        }
        return nil
    }

    /// A word where the patterns take one: services have rules of their own for names that patterns leave open, and
    /// small letters keep most.
    private mutating func plainWord(_ shape: SchemaShape, _ lengths: ClosedRange<Int>) -> String? {
        let isFree = shape.formats.isEmpty && shape.contentEncoding == nil && shape.contentMediaType == nil
        guard isFree, !shape.patterns.isEmpty else { return nil }
        // What comes of the generator stays as it is where no word fits.
        var trial = self
        let word = trial.word(lengths)
        guard shape.patterns.allSatisfy({ (try? $0.search(word)) == true }) else { return nil }
        self = trial
        return word
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
