/// Where a shell has a command read from or write to (POSIX, Shell Command Language, section 2.7; bash).
struct ShellRedirection {
    /// How it is written.
    enum Sign: String {
        case input = "<"
        case output = ">"
        case append = ">>"
        /// Over a file that is there, whatever the shell is set to.
        case clobber = ">|"
        case inputOutput = "<>"
        case duplicateInput = "<&"
        case duplicateOutput = ">&"
        case allOutput = "&>"
        case allAppend = "&>>"
        /// The lines that follow, up to the one that says so.
        case document = "<<"
        /// The same, without the tabs before its lines.
        case indentedDocument = "<<-"
        /// A text.
        case text = "<<<"

        /// Whether its content begins behind the line.
        var isDocument: Bool {
            switch self {
            case .document, .indentedDocument: true
            case .input, .output, .append, .clobber, .inputOutput, .duplicateInput, .duplicateOutput, .allOutput,
                .allAppend, .text:
                false
            }
        }
    }

    /// What a command reads as its standard input.
    enum Input {
        /// The path of a file, as a template.
        case file(String)
        /// A text, as a template.
        case text(String)
    }

    /// The number before it; empty for the usual one.
    var descriptor: String
    var sign: Sign
    /// The word behind it, as a template.
    var target = ""
    /// Whether a part of that word was quoted.
    var isQuoted = false
    /// What a here-document holds, as a template.
    var document = ""

    /// What it gives as standard input; `nil` when it is about something else.
    var input: Input? {
        guard descriptor.isEmpty || descriptor == "0" else { return nil }
        switch sign {
        case .input, .inputOutput: return .file(target)
        case .text: return .text(target + "\n")
        case .document, .indentedDocument: return .text(document)
        case .output, .append, .clobber, .duplicateInput, .duplicateOutput, .allOutput, .allAppend: return nil
        }
    }

    /// As it is told: texts, which may be long or secret, by their sign alone.
    var shown: String {
        switch sign {
        case .text, .document, .indentedDocument: "\(descriptor)\(sign.rawValue)"
        case .duplicateInput, .duplicateOutput: "\(descriptor)\(sign.rawValue)\(target)"
        case .input, .output, .append, .clobber, .inputOutput, .allOutput, .allAppend:
            "\(descriptor)\(sign.rawValue) \(target)"
        }
    }
}
