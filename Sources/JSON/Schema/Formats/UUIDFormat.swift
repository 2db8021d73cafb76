/// UUIDs (RFC 4122, section 3).
enum UUIDFormat {
    static func accepts(_ text: String) -> Bool {
        guard text.utf8.count == 36 else { return false }
        return text.utf8.enumerated().allSatisfy { offset, byte in
            switch offset {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            default: FormatReader.isHexadecimal(byte)
            }
        }
    }
}
