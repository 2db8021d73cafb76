/// Something that the endpoint's document demands.
package struct Requirement: Sendable, Hashable {
    /// How binding it is, in the words of RFC 2119.
    package enum Level: String, Sendable, Hashable, CaseIterable { case must, should, may }

    /// What a person says of it who has looked at it, where no case can.
    package struct Attestation: Sendable, Hashable {
        /// Who says so.
        package var by: String
        /// On which day: `2026-11-28`.
        package var on: String
        /// What was looked at, and what was found.
        package var text: String

        /// An attestation of its parts.
        package init(by: String, on: String, text: String) {
            self.by = by
            self.on = on
            self.text = text
        }
    }

    /// Its ID, which cases name in `covers`.
    package var id: String
    /// What it demands.
    package var text: String
    /// Where that is written; empty when the suite doesn't say.
    package var source: String
    /// How binding it is; a case that breaks it fails whatever this says.
    package var level: Level
    /// Why it doesn't apply to what is tested; `nil` when it does.
    package var inapplicable: String?
    /// What a person says of it; `nil` when nobody does.
    package var attested: Attestation?

    /// A requirement of its parts.
    package init(
        id: String,
        text: String,
        source: String = "",
        level: Level = .must,
        inapplicable: String? = nil,
        attested: Attestation? = nil
    ) {
        self.id = id
        self.text = text
        self.source = source
        self.level = level
        self.inapplicable = inapplicable
        self.attested = attested
    }
}
