import HTTP
import JSON
import Signing

/// A `curl` command that repeats a request, for a POSIX shell, secrets as shell variables.
struct CurlCommand {
    let redactor: Redactor

    /// A content longer than this is not repeated in full: the command says so.
    static let longestContent = 16 << 10

    func text(_ request: HTTPRequest, options: [String] = []) -> String {
        var words = ["curl -sS -i"]
        words += options
        if request.method == "HEAD" {
            words.append("-I")
        } else if request.method != "GET" || request.body != nil {
            words.append("-X \(quote(request.method))")
        }
        words.append("--path-as-is")
        words.append(quote(request.url))
        for header in request.headers.all {
            words.append("-H \(quote(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"))")
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
            return "# the content of \(body.count) bytes is not shown here: put it into content.bin\n\(command) \\\n  --data-binary @content.bin"
        }
        if !body.contains(0), String(validating: body, as: UTF8.self) != nil {
            return "\(command) \\\n  --data-binary \(quote(body))"
        }
        return "printf %s '\(Base64.encode(body))' | base64 -d | \(command) \\\n  --data-binary @-"
    }

    private func quote(_ text: String) -> String { quote(Array(text.utf8)) }

    private func quote(_ bytes: [UInt8]) -> String {
        let words = redactor.pieces(bytes).map { piece in
            switch piece {
            case .text(let text): "'\(text.replacing("'", with: "'\\''"))'"
            case .shell(let shell): "\"\(shell)\""
            }
        }
        // --data-binary reads a file when its value begins with an @.
        return words.isEmpty ? "''" : words.joined()
    }
}
