/// Something that the endpoint's document demands.
public struct Requirement: Sendable, Hashable {
    /// How binding it is, in the words of RFC 2119.
    public enum Level: String, Sendable, Hashable, CaseIterable { case must, should, may }

    /// What a person says of it who has looked at it, where no case can.
    public struct Attestation: Sendable, Hashable {
        /// Who says so.
        public var by: String
        /// On which day: `2026-11-28`.
        public var on: String
        /// What was looked at, and what was found.
        public var text: String

        /// An attestation of its parts.
        public init(by: String, on: String, text: String) {
            self.by = by
            self.on = on
            self.text = text
        }
    }

    /// Its ID, which cases name in `covers`.
    public var id: String
    /// What it demands.
    public var text: String
    /// Where that is written; empty when the suite doesn't say.
    public var source: String
    /// How binding it is; a case that breaks it fails whatever this says.
    public var level: Level
    /// Why it doesn't apply to what is tested; `nil` when it does.
    public var inapplicable: String?
    /// What a person says of it; `nil` when nobody does.
    public var attested: Attestation?

    /// A requirement of its parts.
    public init(
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
