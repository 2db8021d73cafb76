import HTTP
import JSON
import URI

/// A `curl` command that repeats a request, for a POSIX shell, secrets as shell variables.
struct CurlCommand {
    let redactor: Redactor

    /// A content longer than this is not repeated in full: the command says so.
    static let longestContent = 16 << 10

    func text(_ request: HTTPRequest, options: [String] = []) -> String {
        var words = ["curl -sS -i"]
        words += options
        if request.method == "HEAD", request.body == nil {
            words.append("-I")
        } else if request.method != "GET" || request.body != nil {
            words.append("-X \(quote(request.method))")
        }
        words.append("--path-as-is --globoff")
        words.append(quote(request.url))
        for header in request.headers.all {
            let isBlank = header.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            words.append("-H \(quote(isBlank ? "\(header.name);" : "\(header.name): \(header.value)"))")
        }
        for name in ["Accept", "Content-Type"] where request.headers[name] == nil {
            // curl adds these by itself; an empty one tells it not to.
            if name == "Accept" || request.body != nil { words.append("-H \(quote("\(name):"))") }
        }
        var lines = words.joined(separator: " \\\n  ")
        if let body = request.body { lines = content(body, lines) }
        return lines
    }

    private func content(_ body: [UInt8], _ command: String) -> String {
        guard body.count <= Self.longestContent else {
            let note = "# the content of \(body.count) bytes is not shown here: put it into content.bin"
            return "\(note)\n\(command) \\\n  --data-binary @content.bin"
        }
        if !body.contains(0), String(validating: body, as: UTF8.self) != nil {
            // In contrast to --data-binary, this doesn't take a content that begins with @ for the name of a file.
            return "\(command) \\\n  --data-raw \(redactor.shellWord(body))"
        }
        return "\(printed(body)) | \(command) \\\n  --data-binary @-"
    }

    /// Text for commands that write `body`, whatever bytes it holds: base64, and secrets as shell variables.
    private func printed(_ body: [UInt8]) -> String {
        let commands = redactor.pieces(body).map { piece in
            switch piece {
            case .text(let text): "printf %s '\(Base64.encode(text))' | base64 -d"
            case .shell(let shell): "printf %s \"\(shell)\""
            }
        }
        return commands.count == 1 ? commands[0] : "{ \(commands.joined(separator: "; ")); }"
    }

    private func quote(_ text: String) -> String { redactor.shellWord(Array(text.utf8)) }
}
