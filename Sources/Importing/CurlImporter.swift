package import Decoding
package import Diagnostics
import JSON
import URI

/// Reads commands of curl: those that people keep in scripts, and those that browsers copy (for bash, and for cmd.exe).
package struct CurlImporter {
    private var collection: ImportedCollection
    private let file: SourceFile
    private let problems: Problems

    /// What the commands of `file` send; what is wrong with it is added to `problems`.
    package static func read(_ file: SourceFile, name: String, _ problems: Problems) -> ImportedCollection {
        var importer = CurlImporter(collection: ImportedCollection(name: name), file: file, problems: problems)
        importer.read()
        return importer.collection
    }

    private mutating func read() {
        let text = String(decoding: file.bytes, as: UTF8.self)
        var commands: [ShellWords.Command] = []
        if WindowsWords.isMeant(by: text) {
            commands = WindowsWords.commands(of: text)
        } else {
            do throws(ShellWords.Failure) {
                let split = try ShellWords.commands(of: text)
                commands = split.commands
                for construct in split.unknown {
                    collection.notes.leaveOut("\(construct) of the shell, whose output only a shell knows")
                }
            } catch {
                problems.add(error.message, at: place(error.offset), help: error.help)
                return
            }
        }
        for command in commands { read(command) }
        if collection.requests.isEmpty, !problems.hasErrors {
            problems.add(
                "there is no command of curl in it",
                at: place(0),
                help:
                    "in a browser's network panel: Copy as cURL; for HAR, Postman and .http files see muster import --help"
            )
        }
    }

    private func place(_ offset: Int) -> SourceLocation {
        let end = min(file.bytes.count, offset + 1)
        return SourceLocation(file: file, range: min(offset, end)..<end)
    }

    private mutating func read(_ command: ShellWords.Command) {
        // Assignments before a command, prompts that were copied with it, and what runs it.
        let words = command.words.drop { $0 != "curl" && $0 != "curl.exe" && !$0.hasSuffix("/curl") }
        guard !words.isEmpty else {
            if command.words.isEmpty { return leaveOut(command.redirections) }
            let first = command.words.first.map { $0.prefix { $0 != "=" } } ?? ""
            collection.notes.leaveOut("the command '\(first)', which is none of curl")
            return
        }
        if command.words.count > words.count, command.words.first != "$", command.words.first != ">" {
            let first = command.words.first.map { $0.prefix { $0 != "=" } } ?? ""
            collection.notes.leaveOut("'\(first)' before a command of curl")
        }
        // Of several inputs the last one is read.
        let input = command.redirections.compactMap(\.input).last
        var parts = [CurlCommandReader(input)]
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            if parts[parts.count - 1].take(word, &rest) { parts.append(CurlCommandReader(input)) }
        }
        let readsInput = parts.contains(where: \.readsInput)
        leaveOut(command.redirections.filter { !readsInput || $0.input == nil })
        for part in parts {
            let requests = part.requests(&collection.notes)
            if requests.isEmpty {
                problems.add("this command has no URL", at: place(command.start), help: "copy the whole command")
            }
            for var request in requests {
                if !command.comment.isEmpty, requests.count == 1, parts.count == 1 { request.name = command.comment }
                collection.requests.append(request)
            }
        }
    }

    /// Where a shell puts answers is nothing that is sent.
    private mutating func leaveOut(_ redirections: [ShellRedirection]) {
        for redirection in redirections { collection.notes.leaveOut("'\(redirection.shown)' of the shell") }
    }
}
