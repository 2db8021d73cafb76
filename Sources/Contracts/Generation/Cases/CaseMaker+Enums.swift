import JSON

/// Values of enumerations.
extension CaseMaker {
    mutating func addEnums(_ place: CasePlace) {
        guard let candidates = place.shape.candidates else { return }
        let label = place.label
        for candidate in candidates where !place.isPresent || candidate.texted != place.valid?.sent.texted {
            addValue("enum-each", "\(label) as \(candidate.texted)", candidate, place)
        }
        let texts = candidates.compactMap(\.string)
        addValue("enum-stranger", "\(label) with a value that isn't listed", "muster-stranger", place, combines: true)
        guard let text = texts.first(where: { $0.lowercased() != $0.uppercased() }) else { return }
        let other = text == text.uppercased() ? text.lowercased() : text.uppercased()
        addValue("enum-other-case", "\(label) as \(other)", .string(other), place)
        if place.location != .header {
            addValue("enum-blank-around", "\(label) as \(text) with a blank behind it", .string(text + " "), place)
        }
    }
}
