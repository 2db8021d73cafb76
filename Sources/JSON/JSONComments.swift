/// Comments (`//` to the end of a line, `/* */`) and commas behind the last element or member, which our own files may
/// have.
///
/// They are replaced by spaces before the text is parsed, so that every place stays where it was: in the parser itself
/// they would take room on the stack at every depth.
enum JSONComments {
    /// `bytes` without them.
    static func blanked(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONFault) -> [UInt8] {
        var text = Array(bytes)
        var isInString = false
        /// The last comma, when nothing but white space and comments has come since, and something stood before it.
        var comma: Int?
        /// The last byte that is neither white space nor in a comment.
        var last: UInt8 = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if isInString {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
                index += 1
                continue
            }
            if let end = try commentEnd(text, index) {
                for place in index..<end where text[place] != 0x0A && text[place] != 0x0D { text[place] = 0x20 }
                index = end
                continue
            }
            index += 1
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: ","): comma = "[{,".utf8.contains(last) ? nil : index - 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if let place = comma { text[place] = 0x20 }
                comma = nil
            default:
                isInString = byte == UInt8(ascii: "\"")
                comma = nil
            }
            last = byte
        }
        return text
    }

    /// Where the comment ends that begins at `start`; `nil` when none does.
    private static func commentEnd(_ text: [UInt8], _ start: Int) throws(JSONFault) -> Int? {
        guard text[start] == UInt8(ascii: "/"), start + 1 < text.count else { return nil }
        switch text[start + 1] {
        case UInt8(ascii: "/"):
            return text[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count
        case UInt8(ascii: "*"):
            var end = start + 2
            while end + 1 < text.count {
                if text[end] == UInt8(ascii: "*"), text[end + 1] == UInt8(ascii: "/") { return end + 2 }
                end += 1
            }
            throw JSONFault(.commentEndExpected, start..<(start + 2))
        default: return nil
        }
    }
}
