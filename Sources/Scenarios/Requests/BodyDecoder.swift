import Cryptography
package import Decoding
import Diagnostics
import JSON
package import Substitution
import URI

/// Makes the content of a request.
package struct BodyDecoder {
    package struct Body {
        package var content: GapText
        package var contentType: String?
        /// Whether a value that isn't known yet is in what is computed of all bytes.
        var isOpaque = false

        /// The content; what isn't known yet stands in it as a person writes it.
        package var bytes: [UInt8] { content.shownBytes }
    }

    let problems: Problems
    let files: FileStore
    /// Whether a `file` must lie in the folder of the file that names it, or below: somebody else says which it is.
    let confinesFiles: Bool
    /// The boundary of a multipart content that the person has named in a field of their own.
    var boundary: String?

    package init(problems: Problems, files: FileStore, confinesFiles: Bool = false) {
        self.problems = problems
        self.files = files
        self.confinesFiles = confinesFiles
    }

    package func body(_ reader: ObjectReader) -> Body? {
        guard let member = reader.present(RequestDecoder.bodyKeys).first else { return nil }
        let node = member.value
        switch member.name {
        case "json": return Body(content: GapText(json: node), contentType: "application/json")
        case "text": return GapText(node, "'text'", problems, place: .content).map { Body(content: $0) }
        case "form": return Body(content: form(node), contentType: "application/x-www-form-urlencoded")
        case "multipart": return multipart(node)
        case "file": return file(node).map { Body(content: GapText($0)) }
        default: return base64(node).map { Body(content: GapText($0)) }
        }
    }

    private func form(_ node: JSONNode) -> GapText {
        var form = GapText()
        let pairs = ObjectReader.pairs(node, "'form'", problems, .form, .content)
        for (place, pair) in pairs.enumerated() {
            if place > 0 { form += "&" }
            form += pair.name
            form += "="
            form += pair.value
        }
        return form
    }

    /// The serialisation of application/x-www-form-urlencoded (WHATWG URL, section 5.2): a space is a plus, a tilde is
    /// encoded and an asterisk is not.
    static func formEncoded(_ text: String) -> String {
        PercentCoding.encode(text).replacing("%20", with: "+").replacing("~", with: "%7E").replacing("%2A", with: "*")
    }

    private func file(_ node: JSONNode) -> [UInt8]? {
        guard let name = Leaf.text(node, "'file'", problems), !node.isPending else { return nil }
        do throws(FileStore.Failure) {
            let path = node.location.file.path
            return try confinesFiles
                ? files.bytes(name, inFolderOf: path) : files.bytes(name, relativeTo: path)
        } catch {
            problems.add(
                "the file \(error.path) \(error.reason)",
                at: node.location,
                help: "paths are relative to \(node.location.file.path)"
            )
            return nil
        }
    }

    private func base64(_ node: JSONNode) -> [UInt8]? {
        guard let text = Leaf.text(node, "'base64'", problems), !node.isPending else { return nil }
        if let bytes = Base64.decode(text) { return bytes }
        problems.add("this is not base64 (RFC 4648, section 4)", at: node.location)
        return nil
    }

    /// multipart/form-data (RFC 7578). The boundary is a digest of the parts: the same request is the same bytes.
    private func multipart(_ node: JSONNode) -> Body? {
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add("'multipart' must be a list of parts, found \(Leaf.found(node))", at: node.location)
            return nil
        }
        let parts = elements.compactMap(part)
        let boundary = boundary ?? "muster-\(HashFunction.sha256.hex(of: parts.flatMap { $0 }).prefix(32))"
        var bytes: [UInt8] = []
        for part in parts { bytes += Array("--\(boundary)\r\n".utf8) + part + Array("\r\n".utf8) }
        bytes += Array("--\(boundary)--\r\n".utf8)
        // The boundary is of all bytes.
        let isOpaque = node.holdsPending
        return Body(
            content: GapText(bytes),
            contentType: "multipart/form-data; boundary=\(boundary)",
            isOpaque: isOpaque
        )
    }

    private func part(_ node: JSONNode) -> [UInt8]? {
        let contents = ["text", "json", "file", "base64"]
        let keys = ["name", "filename", "contentType"] + contents
        guard let reader = ObjectReader(node, "a part", keys: keys, problems),
            let nameNode = reader.required("name", "a part"), let name = Leaf.text(nameNode, "'name'", problems)
        else { return nil }
        reader.exclusive(contents, "content of the part")
        guard let body = body(reader) else {
            if reader.present(contents).isEmpty {
                problems.add("a part needs one of \(contents.joined(separator: ", "))", at: reader.opening)
            }
            return nil
        }
        var head = "Content-Disposition: form-data; name=\(Self.quoted(name))"
        let filename = reader.text("filename") ?? reader["file"]?.string.map(Self.lastSegment)
        if let filename { head += "; filename=\(Self.quoted(filename))" }
        var type = reader.text("contentType") ?? body.contentType
        // Data of a file should be labelled: without a type it is text/plain (RFC 7578, section 4.4).
        if type == nil, filename != nil || reader["base64"] != nil { type = FileType.named(filename ?? "") }
        if let type { head += "\r\nContent-Type: \(type)" }
        return Array("\(head)\r\n\r\n".utf8) + body.bytes
    }

    private static func lastSegment(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Quotes and line ends are percent-encoded, as browsers do (WHATWG HTML, section 4.10.22.8).
    private static func quoted(_ text: String) -> String {
        let escaped = text.replacingScalars("\"", with: "%22").replacingScalars("\r", with: "%0D")
            .replacingScalars("\n", with: "%0A")
        return "\"\(escaped)\""
    }
}

/// Media types of files by the endings of their names.
enum FileType {
    private static let types = [
        "avif": "image/avif", "css": "text/css", "csv": "text/csv", "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "gif": "image/gif",
        "gz": "application/gzip", "htm": "text/html", "html": "text/html", "jpeg": "image/jpeg", "jpg": "image/jpeg",
        "js": "text/javascript", "json": "application/json", "md": "text/markdown", "mp3": "audio/mpeg",
        "mp4": "video/mp4", "pdf": "application/pdf", "png": "image/png",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "svg": "image/svg+xml",
        "tar": "application/x-tar", "tif": "image/tiff", "tiff": "image/tiff", "txt": "text/plain",
        "wav": "audio/wav", "webm": "video/webm", "webp": "image/webp", "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xml": "application/xml",
        "yaml": "application/yaml", "yml": "application/yaml", "zip": "application/zip",
    ]

    /// The type of a file called `name`; any bytes when the ending tells nothing.
    static func named(_ name: String) -> String {
        let ending = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[name.utf8.index(after: $0)...].lowercased() }
        return ending.flatMap { types[$0] } ?? "application/octet-stream"
    }
}

/// Sees to it that nobody but the person who runs a suite chooses which files are sent.
///
/// A name that is written in the suite may lead anywhere. What variables, the environment and rows bring stays in the
/// suite's folder, unless it is an absolute path. What a response brings names no file: a server would choose what it
/// is given.
struct FileNames {
    /// The names whose values responses bring.
    let captured: Set<String>
    let problems: Problems

    /// Checks the names of files in `request`, which was made of `written` by replacing its `${...}`.
    func check(_ request: JSONNode, written: JSONNode) {
        check(request["file"], written: written["file"])
        guard let parts = request["multipart"] else { return }
        let templates = written["multipart"]
        guard !refuse(templates, "what is sent in parts") else { return }
        for (index, part) in (parts.elements ?? []).enumerated() {
            let template = templates?.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            if !refuse(template, "a part") { check(part["file"], written: template?["file"]) }
        }
    }

    private func check(_ node: JSONNode?, written: JSONNode?) {
        guard let node, !refuse(written, "the name of a file that is sent"), let name = node.string,
            name != written?.string, !name.hasPrefix("/"), Self.leadsOut(name)
        else { return }
        problems.add(
            "the file \(name) lies outside of the folder of \(node.location.file.path)",
            at: node.location,
            help: "what a variable or a row brings stays in it: write the '..' into the suite, or give an absolute path"
        )
    }

    /// Whether `written` takes its value from a response, which is complained of.
    private func refuse(_ written: JSONNode?, _ what: String) -> Bool {
        guard let written, let text = written.string, Template.isNeeded(text), let template = try? Template(text),
            let name = template.parts.lazy.compactMap({ self.captured(in: $0) }).first
        else { return false }
        problems.add(
            "\(what) can't come from a response, and '\(name)' is captured",
            at: written.location,
            help: "the server would choose which of your files it is sent: name it here, in a variable or in a row"
        )
        return true
    }

    private func captured(in part: Template.Part) -> String? {
        switch part {
        case .literal: nil
        case .reference(.external(_, let rest), _): rest.parts.lazy.compactMap { self.captured(in: $0) }.first
        case .reference(let reference, _): reference.names.first(where: captured.contains)
        }
    }

    private static func leadsOut(_ name: String) -> Bool {
        var depth = 0
        for part in name.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }
}
