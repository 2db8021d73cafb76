package import JSON
package import JSONSchema
import Measurement

/// A value made for a schema, held against it.
package struct GeneratedValue: Sendable, Hashable {
    /// Where a value comes from.
    package enum Origin: Sendable, Hashable {
        /// The document's own example of this name, which is empty for the only one.
        case example(String)
        /// It was made along the schema.
        case schema
    }

    /// The value; nil when none could be made.
    package let value: JSONValue?
    /// Where it comes from.
    package let origin: Origin
    /// What the schema doesn't accept of it: not empty when no valid value could be made.
    package let violations: [JSONSchema.Violation]

    /// Whether none was made for its size: it would have been larger than a request should be.
    var isTooLarge = false

    /// Whether there is a value that the schema accepts.
    package var isValid: Bool { value != nil && violations.isEmpty }

    /// Why there is no valid value; nil when there is one.
    package var problem: String? {
        if let violation = violations.first { return "no valid value could be made: \(violation)" }
        if isTooLarge { return "no value was made: it would be too large, or take too long to find" }
        return value == nil ? "no value could be made: the schema may accept none" : nil
    }
}

/// Makes valid values for schemas, repeatable by a seed.
///
/// Examples of the document come first; otherwise a value is made along the schema, alternatives chosen by the seed.
/// Each value is held against the whole schema, and others are tried when it isn't valid, so that a value that is said
/// to be valid is so. What can't be made by construction (`not`, `if`, `unevaluatedProperties`, contradicting parts) is
/// met by trying; ``GeneratedValue/problem`` says where that failed.
package struct ValueMaker: Sendable {
    /// Which members that aren't required an object gets.
    package enum OptionalMembers: Sendable {
        /// All that the schema names.
        case all
        /// None.
        case none
        /// Some, chosen by the seed; then nullable values are null at times.
        case some
    }

    /// What repeats the values.
    package var seed: UInt64
    /// The direction of the messages: members of the other one are left out.
    package var direction: MessageDirection?
    /// Whether examples of the document are used.
    package var usesExamples: Bool
    /// Which members that aren't required objects get.
    package var optionalMembers: OptionalMembers
    /// Alternatives of `oneOf` and `anyOf` that a value takes as a whole; what lies within it is free.
    package var taken: [ContractSchema] = []

    /// How many values are tried before the last is given back with what is wrong with it.
    private static let attempts: UInt64 = 40

    /// A maker of values.
    package init(
        seed: UInt64 = 0,
        direction: MessageDirection? = nil,
        usesExamples: Bool = true,
        optionalMembers: OptionalMembers = .all
    ) {
        self.seed = seed
        self.direction = direction
        self.usesExamples = usesExamples
        self.optionalMembers = optionalMembers
    }

    /// A value of `schema`; `examples` are tried before those of the schema itself.
    package func value(for schema: ContractSchema, examples: [ContractExample] = []) -> GeneratedValue {
        if usesExamples {
            let count = UInt64(max(1, examples.count))
            // Different seeds begin with different examples.
            let start = examples.isEmpty ? 0 : Int(seed % count)
            for example in examples[start...] + examples[..<start] where isRight(example.value, schema) {
                return GeneratedValue(value: example.value, origin: .example(example.name), violations: [])
            }
        }
        var last: JSONValue?
        var isTooLarge = false
        for attempt in 0..<Self.attempts {
            var builder = ValueBuilder(
                generator: SplitMix64(seed: seed &+ attempt &* 0x9E37_79B9_7F4A_7C15),
                settings: self,
                attempt: Int(attempt),
                isMinimal: isTooLarge
            )
            guard let value = builder.value([schema], depth: 0) else {
                // Then the least that the schema allows is tried, once.
                if isTooLarge { break }
                isTooLarge = builder.isTooLarge
                continue
            }
            if isRight(value, schema) { return GeneratedValue(value: value, origin: .schema, violations: []) }
            last = last ?? value
            if isTooLarge { break }
        }
        if let last, let found = distinguished(last, schema) {
            return GeneratedValue(value: found, origin: .schema, violations: [])
        }
        // One that takes another alternative isn't what was asked for.
        if !taken.isEmpty { last = nil }
        let violations = last.map { schema.validate($0, direction) } ?? []
        return GeneratedValue(
            value: last,
            origin: .schema,
            violations: violations,
            isTooLarge: isTooLarge && last == nil
        )
    }

    /// Whether the schema accepts a value, and all alternatives that it is to take.
    private func isRight(_ value: JSONValue, _ schema: ContractSchema) -> Bool {
        schema.isValid(value, direction) && taken.allSatisfy { $0.isValid(value, direction) }
    }

    /// `value` with one member more, or another value of one, that makes it valid: where several alternatives of
    /// `oneOf` accept an object, a member that only one of them leaves free tells them apart.
    private func distinguished(_ value: JSONValue, _ schema: ContractSchema) -> JSONValue? {
        guard case .object(let object) = value else { return nil }
        var names: [String] = []
        for branch in schema.resolved.parts("oneOf") + schema.resolved.parts("anyOf") {
            let shape = SchemaShape.first(of: branch)
            names += shape.members.flatMap(\.properties).map(\.name).filter { !names.contains($0) }
        }
        for name in names.prefix(32) {
            for strange in ["text", 5, true, [], [:], .null] as [JSONValue] {
                var changed = object
                changed[name] = strange
                if isRight(.object(changed), schema) { return .object(changed) }
            }
        }
        return nil
    }

    /// The value of a parameter.
    package func value(for parameter: Parameter) -> GeneratedValue {
        guard let schema = parameter.valueSchema else { return any(parameter.examples) }
        return value(for: schema, examples: parameter.examples)
    }

    /// Content of a media type.
    package func value(for content: MediaContent) -> GeneratedValue {
        guard let schema = content.schema else { return any(content.examples) }
        return value(for: schema, examples: content.examples)
    }

    /// The value of a header.
    package func value(for header: HeaderDefinition) -> GeneratedValue {
        guard let schema = header.schema ?? header.content?.schema else { return any(header.examples) }
        return value(for: schema, examples: header.examples)
    }

    /// Where no schema says anything, an example or a word.
    private func any(_ examples: [ContractExample]) -> GeneratedValue {
        guard usesExamples, let example = examples.first else {
            return GeneratedValue(value: "text", origin: .schema, violations: [])
        }
        return GeneratedValue(value: example.value, origin: .example(example.name), violations: [])
    }
}
