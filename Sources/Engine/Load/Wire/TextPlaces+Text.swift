import LoadEngine

extension TextPlaces {
    /// Where `text` can stand as it is: paths and fields are sent as they are written, queries and contents are encoded, and in
    /// JSON what isn't a text itself has another form.
    init(of text: String, isText: Bool) {
        self = []
        if text.utf8.allSatisfy(WireCompiler.isUnreserved) {
            formUnion([.path, .query, .field])
            if isText { insert(.content) }
        }
        if text.utf8.allSatisfy(Self.isOfPath) {
            insert(.path)
            if text.hasPrefix("/") { insert(.pathStart) }
        }
        let isVisible = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        if isVisible, !text.hasPrefix(" "), !text.hasSuffix(" ") { insert(.field) }
    }

    /// RFC 3986, section 3.3, with the percent sign of what is encoded already.
    private static func isOfPath(_ byte: UInt8) -> Bool {
        WireCompiler.isUnreserved(byte) || "!$&'()*+,;=:@/%".utf8.contains(byte)
    }
}
