/// Why a signing scheme cannot be used.
public struct HMACSchemeError: Error, Sendable, Hashable {
    /// The key of the scheme that is wrong, as a configuration names it: `canonicalRequest`, `stringToSign`, `headers`.
    public var part: String
    /// What was found.
    public var message: String
    /// What to do.
    public var help: String
    /// The place in the text, in UTF-8 bytes.
    public var range: Range<Int>
}
