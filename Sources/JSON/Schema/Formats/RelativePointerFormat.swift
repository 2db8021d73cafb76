/// Relative JSON Pointers (draft-bhutton-relative-json-pointer-00, section 3, without index manipulation).
enum RelativePointerFormat {
    static func accepts(_ text: String) -> Bool {
        let digits = text.utf8.prefix(while: FormatReader.isDigit)
        guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return false }
        let rest = text[digits.endIndex...]
        return rest == "#" || JSONPointer(String(rest)) != nil
    }
}
