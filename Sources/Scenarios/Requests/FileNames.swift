import Diagnostics
import JSON

/// Sees to it that nobody but the person who runs a suite chooses which files are sent.
///
/// A name that is written in the suite may lead anywhere. What variables, the environment and rows bring stays in the suite's folder,
/// unless it is an absolute path. What a response brings names no file: a server would choose what it is given.
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
        case .reference(.variable(let name, _), _), .reference(.bare(let name, _), _):
            captured.contains(name) ? name : nil
        case .reference(.external(_, let rest), _): rest.parts.lazy.compactMap { self.captured(in: $0) }.first
        case .reference(.environment, _), .reference(.now, _), .reference(.uuid, _), .reference(.null, _),
            .reference(.randomText, _), .reference(.randomInteger, _), .reference(.repeated, _), .reference(.file, _):
            nil
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
