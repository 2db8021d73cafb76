import JSON

/// The texts of the kinds about Unicode, control characters and attacks: the kind, what it is in words, and the text.
enum SampleTexts {
    typealias Sample = (kind: CaseKind, description: String, text: String)
}

/// Texts that are strange.
extension CaseMaker {
    mutating func addTexts(_ place: CasePlace) {
        guard wantsAnything(at: place), place.isText, !(place.isPlain && place.isContainer) else { return }
        for sample in SampleTexts.unicode { addSample(sample, place) }
        for sample in SampleTexts.injections { addSample(sample, place) }
        guard place.pointer != nil else { return }
        for sample in SampleTexts.controls { addSample(sample, place) }
        addRawTexts(place)
    }

    /// A strange text, with its parts for the search of the shortest that fails.
    private mutating func addSample(_ sample: SampleTexts.Sample, _ place: CasePlace) {
        guard wants(sample.kind, place), canHold(place, .string(sample.text)), makes(sample.kind, place) else { return }
        let value = CaseValue(.string(sample.text))
        let isValid = isValid(place, value.sent)
        let maker = bare
        add(
            sample.kind,
            "\(place.label) with \(sample.description)",
            at: place,
            isValid: isValid,
            smaller: [maker.edits(place, sample.text, valid: isValid)],
            edit(place, value)
        )
    }

    /// Puts the parts of a text in that are valid as well, or aren't.
    private func edits(_ place: CasePlace, _ text: String, valid: Bool?) -> [GeneratedCase.Edit] {
        Self.parts(text).filter { isValid(place, .string($0)) == valid && canHold(place, .string($0)) }
            .map { edit(place, CaseValue(.string($0))) }
    }

    /// Shorter texts: each character that isn't a letter or digit alone, then halves.
    private static func parts(_ text: String) -> [String] {
        let characters = Array(text)
        guard characters.count > 1 else { return [] }
        var parts: [String] = []
        for character in characters where !(character.isASCII && (character.isLetter || character.isNumber)) {
            if !parts.contains(String(character)), !character.isWhitespace { parts.append(String(character)) }
        }
        let half = characters.count / 2
        return parts.prefix(6) + [String(characters[..<half]), String(characters[half...])]
    }

    private mutating func addRawTexts(_ place: CasePlace) {
        let label = place.label
        addRaw(
            .unicodeLoneSurrogateEscape,
            "\(label) with half of an escaped pair",
            place,
            Array("\"a\\ud800b\"".utf8)
        )
        let bytes: [(kind: CaseKind, description: String, bytes: [UInt8])] = [
            (CaseKind.unicodeOverlongBytes, "an overlong byte sequence", [0xC0, 0xAF]),
            (CaseKind.unicodeLoneSurrogateBytes, "the bytes of a surrogate", [0xED, 0xA0, 0x80]),
            (CaseKind.unicodeCutBytes, "a character that is cut off", [0xE2, 0x82]),
            (CaseKind.unicodeLatin1Bytes, "a Latin-1 byte", [0xE9]),
            (CaseKind.controlRawNull, "the byte 00", [0]),
            (CaseKind.controlRawLineEnd, "a line end as it is", [0x0A]),
        ]
        for sample in bytes {
            let raw = Array("\"a".utf8) + sample.bytes + Array("b\"".utf8)
            let description = "\(label) with \(sample.description)"
            if place.isPlain {
                addPlainRaw(sample.kind, description, place, Array(raw.dropFirst().dropLast()))
            } else {
                addRaw(sample.kind, description, place, raw)
            }
        }
    }
}
