/// Regular expressions of ECMA-262.
enum RegexFormat {
    static func accepts(_ text: String) -> Bool {
        do {
            _ = try RegularExpression(ecma262: text, allowsLeadingFlags: false)
            return true
        } catch {
            // What the engine doesn't support or hasn't room for may still be a regular expression.
            return error.kind != .syntax
        }
    }
}
