extension SchemaEvaluator {
    mutating func values(_ rules: ValueRules, _ value: JSONValue) -> Bool {
        var isValid = true
        if !rules.allows(value) {
            report.fail("enum", SchemaWords.oneOf(rules.allowed ?? [], value))
            isValid = false
        }
        if goesOn(isValid), let constant = rules.constant, value != constant {
            report.fail("const", SchemaWords.oneOf([constant], value))
            isValid = false
        }
        return isValid
    }

    mutating func numbers(_ rules: NumberRules, _ number: JSONNumber) -> Bool {
        var isValid = true
        if let bound = rules.minimum, number < bound {
            report.fail("minimum", SchemaWords.number("at least \(bound)", number))
            isValid = false
        }
        if goesOn(isValid), let bound = rules.maximum, number > bound {
            report.fail("maximum", SchemaWords.number("at most \(bound)", number))
            isValid = false
        }
        if goesOn(isValid), let bound = rules.exclusiveMinimum, number <= bound {
            report.fail(rules.hasFlags ? "minimum" : "exclusiveMinimum", SchemaWords.number("above \(bound)", number))
            isValid = false
        }
        if goesOn(isValid), let bound = rules.exclusiveMaximum, number >= bound {
            report.fail(rules.hasFlags ? "maximum" : "exclusiveMaximum", SchemaWords.number("below \(bound)", number))
            isValid = false
        }
        if goesOn(isValid), let unit = rules.multipleOf, !number.isMultiple(of: unit) {
            report.fail("multipleOf", SchemaWords.number("that is a multiple of \(unit)", number))
            isValid = false
        }
        if goesOn(isValid), let format = rules.format, !format.accepts(number) {
            report.fail("format", SchemaWords.format(format, .number(number)))
            isValid = false
        }
        return isValid
    }

    mutating func strings(_ rules: StringRules, _ text: String) -> Bool {
        var isValid = lengths(rules, text)
        if goesOn(isValid), let pattern = rules.pattern, !matches(pattern, text, "pattern") {
            report.fail("pattern", SchemaWords.pattern(pattern, text))
            isValid = false
        }
        if goesOn(isValid), let format = rules.format, !format.accepts(text) {
            report.fail("format", SchemaWords.format(format, .string(text)))
            isValid = false
        }
        return isValid
    }

    private mutating func lengths(_ rules: StringRules, _ text: String) -> Bool {
        // A scalar has one to four bytes; only between these bounds must they be counted.
        let bytes = text.utf8.count
        if bytes <= rules.maxLength, bytes / 4 >= rules.minLength { return true }
        let length = text.unicodeScalars.count
        var isValid = true
        if length < rules.minLength {
            report.fail("minLength", SchemaWords.length("at least", rules.minLength, length, text))
            isValid = false
        }
        if goesOn(isValid), length > rules.maxLength {
            report.fail("maxLength", SchemaWords.length("at most", rules.maxLength, length, text))
            isValid = false
        }
        return isValid
    }

    /// Whether some part of `text` matches; when that can't be known, there is no verdict on the whole either.
    mutating func matches(_ pattern: RegularExpression, _ text: String, _ keyword: String) -> Bool {
        do {
            return try pattern.search(text, stepLimit: SchemaLimits.patternSteps)
        } catch {
            abandon(keyword, SchemaComplaint(expected: error.expected, found: error.found, hint: error.hint))
            return false
        }
    }
}
