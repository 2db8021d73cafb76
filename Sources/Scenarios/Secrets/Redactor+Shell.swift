extension Redactor {
    /// `bytes`, which hold no NUL, as a word of a POSIX shell, secrets as shell variables.
    func shellWord(_ bytes: [UInt8]) -> String {
        let words = pieces(bytes).map { piece in
            switch piece {
            case .text(let text): Self.quoted(String(decoding: text, as: UTF8.self))
            case .shell(let shell): "\"\(shell)\""
            }
        }
        return words.isEmpty ? "''" : words.joined()
    }

    /// `text` in single quotes, where nothing has a meaning.
    static func quoted(_ text: String) -> String { "'\(text.replacingScalars("'", with: "'\\''"))'" }
}
