import Contracts
import JSON
import Patterns
import Substitution

extension CaseKind {
    /// Strings at and beyond their bounds.
    static let strings = [
        stringShortest, stringTooShort, stringLongest, stringTooLongByOne, stringTooLongByFar, stringLongestAstral,
        string10Kilobytes, string1Megabyte, stringPatternAlternative, stringPatternBroken, stringPatternLineEnd,
        stringFormatBroken, stringBlankAround,
    ]

    static let stringShortest = CaseKind(
        "string-shortest",
        .strings,
        sends: "a string of exactly the least length",
        .accepted(),
        why: validAtBound
    )
    static let stringTooShort = CaseKind(
        "string-too-short",
        .strings,
        sends: "a string one character shorter than the least length",
        .refused([400, 401, 422]),
        why: invalidValue
    )
    static let stringLongest = CaseKind(
        "string-longest",
        .strings,
        sends: "a string of exactly the greatest length",
        .accepted(),
        why: validAtBound
    )
    static let stringTooLongByOne = CaseKind(
        "string-too-long-by-one",
        .strings,
        sends: "a string one character longer than the greatest length",
        .refused([400, 401, 422]),
        why: invalidValue
    )
    static let stringTooLongByFar = CaseKind(
        "string-too-long-by-far",
        .strings,
        sends: "a string ten times as long as the greatest length",
        .refused([400, 401, 422], or: [413, 414, 431]),
        why: invalidValue
    )
    static let stringLongestAstral = CaseKind(
        "string-longest-astral",
        .strings,
        sends:
            "a string of exactly the greatest length, of characters beyond the Basic Multilingual Plane; not in fields, whose "
            + "values are US-ASCII (RFC 9110, section 5.5)",
        .accepted(),
        why: "Lengths count characters, not UTF-16 units or bytes (JSON Schema 2020-12, validation, section 6.3.1)"
    )
    static let string10Kilobytes = CaseKind(
        "string-10-kilobytes",
        .strings,
        sends: "a string of 10,000 characters",
        .bySchema([400, 401, 422], or: [413, 414, 431]),
        why: "The contract's schema decides; what it leaves open may be refused, but never break the server (RFC "
            + "9110, section 15.6: 5xx is the server's own fault); what is too large gets 413 (section 15.5.14), "
            + "414 (section 15.5.15) or 431 (RFC 6585, section 5)"
    )
    static let string1Megabyte = CaseKind(
        "string-1-megabyte",
        .strings,
        sends: "a string of a million characters, in the body",
        .bySchema([400, 401, 422], or: [413]),
        why: "The contract's schema decides; what it leaves open may be refused, but never break the server (RFC "
            + "9110, section 15.6: 5xx is the server's own fault); what is too large gets 413 (section 15.5.14)"
    )
    static let stringPatternAlternative = CaseKind(
        "string-pattern-alternative",
        .strings,
        sends:
            "a string along another alternative of the pattern than the valid request's; each once, of eight at most",
        .bySchema([400, 401, 422]),
        why: "The pattern matches it; whether it fits what is there is open (a list of blocks, or the word `scalar`), "
            + "but it must not break the server (RFC 9110, section 15.6: 5xx is the server's own fault)"
    )
    static let stringPatternBroken = CaseKind(
        "string-pattern-broken",
        .strings,
        sends: "a string of an allowed length that the pattern doesn't match",
        .refused([400, 401, 422]),
        why: invalidValue
    )
    static let stringPatternLineEnd = CaseKind(
        "string-pattern-line-end",
        .strings,
        sends: "a string that matches the pattern, and a line end behind it",
        .bySchema([400, 401, 422]),
        why: "`$` means the end of the text (ECMA-262, section 22.2.2.4), so the schema refuses it where the "
            + "pattern ends in `$`"
    )
    static let stringFormatBroken = CaseKind(
        "string-format-broken",
        .strings,
        sends: "a string that isn't of the format",
        .refused([400, 401, 422]),
        why: "The value isn't of the format that the contract declares: 400 or 422"
    )
    static let stringBlankAround = CaseKind(
        "string-blank-around",
        .strings,
        sends: "the valid string with a blank before and behind it",
        .bySchema([400, 401, 422]),
        why: "The contract's schema decides; what it leaves open may be refused, but never break the server (RFC "
            + "9110, section 15.6: 5xx is the server's own fault)"
    )
}

/// Strings at and beyond their bounds.
extension CaseMaker {
    mutating func addStrings(_ place: CasePlace) {
        guard place.isText else { return }
        addShort(place)
        addLong(place)
        addHuge(place)
        addPatterns(place)
        if wants(.stringBlankAround, place), let valid = place.valid, let text = valid.sent.string,
            let written = valid.written.string, place.location != .header
        {
            let value = CaseValue(sent: .string(" \(text) "), written: .string(" \(written) "))
            add(
                .stringBlankAround,
                "\(place.label) with blanks around",
                at: place,
                isValid: isValid(place, value.sent),
                edit(place, value)
            )
        }
    }

    /// No text that a case sends is longer.
    private static let longestText = 10_000_000

    private mutating func addShort(_ place: CasePlace) {
        let least = place.shape.minLength
        guard least > 0 else { return }
        let label = place.label
        if wants(.stringShortest, place), length(place) != least, let text = text(place, of: least, valid: true) {
            addValue(.stringShortest, "\(label) of the least length, \(least)", .string(text), place)
        }
        // An empty value is a case of its own.
        if wants(.stringTooShort, place), least > 1, let text = text(place, of: least - 1, valid: false) {
            addValue(
                .stringTooShort,
                "\(label) of \(least - 1) characters, one too few",
                .string(text),
                place,
                combines: true
            )
        }
    }

    private mutating func addLong(_ place: CasePlace) {
        let most = place.shape.maxLength
        guard most < 1_000_000 else { return }
        let label = place.label
        if wants(.stringLongest, place), length(place) != most, let text = text(place, of: most, valid: true) {
            addValue(.stringLongest, "\(label) of the greatest length, \(most)", .string(text), place)
        }
        if wants(.stringTooLongByOne, place), let text = text(place, of: most + 1, valid: false) {
            addValue(
                .stringTooLongByOne,
                "\(label) of \(most + 1) characters, one too many",
                .string(text),
                place,
                combines: true
            )
        }
        if wants(.stringTooLongByFar, place), most >= 1, let text = text(place, of: most * 10, valid: false) {
            addValue(.stringTooLongByFar, "\(label) of \(most * 10) characters", .string(text), place)
        }
        // New fields have values of US-ASCII (RFC 9110, section 5.5), and cookies too (RFC 6265, section 4.1.1).
        guard wants(.stringLongestAstral, place), place.location != .header, place.location != .cookie, most > 0,
            most <= 10_000
        else { return }
        let astral = isSurvey ? "" : String(repeated: "𝒳", most)
        if holds(isValid(place, .string(astral))) {
            addValue(
                .stringLongestAstral,
                "\(label) of \(most) characters beyond the Basic Multilingual Plane",
                .string(astral),
                place
            )
        }
    }

    private mutating func addHuge(_ place: CasePlace) {
        let unit = unit(place)
        addRepeated(.string10Kilobytes, "\(place.label) of 10,000 characters", place, unit, 10_000)
        if place.pointer != nil {
            addRepeated(.string1Megabyte, "\(place.label) of a million characters", place, unit, 1_000_000)
        }
    }

    /// A long string, with shorter ones of which the same is expected for the search of the shortest that fails.
    private mutating func addRepeated(
        _ kind: CaseKind,
        _ description: String,
        _ place: CasePlace,
        _ unit: String,
        _ count: Int
    ) {
        guard makes(kind, place) else { return }
        let value = CaseValue(repeating: unit, count)
        let isValid = isValid(place, value.sent)
        let maker = bare
        add(
            kind,
            description,
            at: place,
            isValid: isValid,
            smaller: [maker.shorter(place, unit, than: count, valid: isValid)],
            edit(place, value)
        )
    }

    /// Shorter strings that are valid as well, or aren't.
    private func shorter(_ place: CasePlace, _ unit: String, than count: Int, valid: Bool?) -> [GeneratedCase.Edit] {
        let lengths = sequence(first: 1) { $0 * 4 }.prefix { $0 < count }
        return lengths.map { CaseValue(repeating: unit, $0) }.filter { isValid(place, $0.sent) == valid }
            .map { edit(place, $0) }
    }

    private mutating func addPatterns(_ place: CasePlace) {
        addPatternAlternatives(place)
        if wants(.stringPatternBroken, place), !place.shape.patterns.isEmpty, let text = breaker(place) {
            addValue(
                .stringPatternBroken,
                "\(place.label) that breaks the pattern",
                .string(text),
                place,
                combines: true
            )
        }
        if !place.shape.patterns.isEmpty, place.pointer != nil, let valid = place.valid?.sent.string {
            addValue(
                .stringPatternLineEnd,
                "\(place.label) with a line end behind it",
                .string(valid + "\n"),
                place
            )
        }
        for format in place.shape.formats {
            guard let text = Self.formatBreakers[format] else { continue }
            addValue(
                .stringFormatBroken,
                "\(place.label) that is no \(format)",
                .string(text),
                place,
                combines: true
            )
        }
    }

    /// More alternatives of a pattern say no more.
    private static let mostAlternatives = 8

    private mutating func addPatternAlternatives(_ place: CasePlace) {
        guard wants(.stringPatternAlternative, place),
            let pattern = place.shape.patterns.first(where: \.hasAlternatives)
        else { return }
        let label = place.label
        if isSurvey {
            return addValue(.stringPatternAlternative, "\(label) along an alternative", .string("text"), place)
        }
        var generator = self.generator
        let lengths = place.shape.minLength...max(place.shape.minLength, min(place.shape.maxLength, 64))
        for (index, alternative) in pattern.alternatives(Self.mostAlternatives).enumerated() {
            // What the valid request has is along one of them.
            let own = place.isPresent ? place.valid?.sent.string : nil
            if let own, (try? alternative.search(own)) == true { continue }
            guard let text = alternative.sample(lengths: lengths, using: &generator) else { continue }
            addValue(
                .stringPatternAlternative,
                "\(label) along alternative \(index + 1) of its pattern",
                .string(text),
                place
            )
        }
    }

    private static let formatBreakers = [
        "date": "2024-02-30", "date-time": "2024-02-30T25:61:00Z", "time": "25:00:00Z", "duration": "1 day",
        "email": "not an address", "idn-email": "not an address", "hostname": "-host-.example", "ipv4": "256.0.0.1",
        "ipv6": "1::2::3", "uri": "http://[", "uri-reference": "\\\\host", "uuid": "12345678-1234-1234-1234-12345678",
        "regex": "(", "json-pointer": "a/b", "byte": "?", "int32": "abc", "int64": "abc",
    ]

    /// How long the base's value is, in characters.
    private func length(_ place: CasePlace) -> Int? {
        guard place.isPresent else { return nil }
        return place.valid?.sent.string?.unicodeScalars.count
    }

    /// What strings are made of: a letter of the valid value, so that only the length is strange.
    private func unit(_ place: CasePlace) -> String {
        let text = place.valid?.sent.string ?? ""
        return text.unicodeScalars.first { $0.isASCII && $0.properties.isAlphabetic }.map { String($0) } ?? "a"
    }

    /// A text of `count` characters like the valid one that is valid, or isn't.
    private func text(_ place: CasePlace, of count: Int, valid isWanted: Bool) -> String? {
        guard count <= Self.longestText else { return nil }
        if isSurvey { return "text" }
        let fits = { isValid(place, .string($0)) == isWanted }
        let valid = place.valid?.sent.string ?? ""
        if !valid.isEmpty {
            let (times, rest) = count.quotientAndRemainder(dividingBy: valid.unicodeScalars.count)
            var text = String(repeated: valid, times)
            text.unicodeScalars.append(contentsOf: valid.unicodeScalars.prefix(rest))
            if fits(text) { return text }
        }
        for unit in ["a", "0"] {
            let text = String(repeated: unit, count)
            if fits(text) { return text }
        }
        // A text along the pattern takes the longest to make.
        guard let pattern = place.shape.patterns.first else { return nil }
        var generator = self.generator
        return pattern.sample(lengths: count...count, using: &generator).flatMap { fits($0) ? $0 : nil }
    }

    /// A text of an allowed length that breaks the pattern: the valid one with one character changed, or another.
    private func breaker(_ place: CasePlace) -> String? {
        if isSurvey { return "text" }
        let scalars = Array((place.valid?.sent.string ?? "").unicodeScalars)
        var candidates: [String] = []
        for strange in ["!", "-", "é", "x", "0"] as [Unicode.Scalar] where !scalars.isEmpty {
            for index in [scalars.count - 1, scalars.count / 2, 0] {
                var changed = scalars
                changed[index] = strange
                var text = ""
                text.unicodeScalars.append(contentsOf: changed)
                candidates.append(text)
            }
        }
        guard place.shape.minLength <= Self.longestText else { return nil }
        candidates += ["!", "-", "x", "0", ""].map { String(repeating: $0, count: max(1, place.shape.minLength)) }
        return candidates.first { text in
            canHold(place, .string(text)) && place.shape.patterns.contains { (try? $0.search(text)) == false }
        }
    }
}
