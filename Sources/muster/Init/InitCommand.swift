import ArgumentParser
import Contracts
import Decoding
import Diagnostics
import Glibc
import HTTP
import Reports
import Scenarios

/// `muster init`: a first suite, its mock, and a file for CI.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a first suite, a mock for it, and a file for CI; asks nothing, sends nothing.",
        usage: """
            muster init
            muster init https://api.example.com
            muster init openapi.yaml
            """,
        discussion: """
            With a URL the suite tests that; with an OpenAPI document it sends a valid request of each operation, and holds the \
            endpoint against the document. The mock behaves as the suite expects, so that 'muster run --mock' passes at once. No file is written over.
            """
    )

    @Argument(help: "The base URL of the endpoint, or its OpenAPI document.")
    var source: String?

    @Option(
        help: ArgumentHelp("What the suite and its files are called; made of SOURCE unless given.", valueName: "name")
    )
    var name: String?

    @Option(help: ArgumentHelp("The folder in which scenarios/NAME is made.", valueName: "folder"))
    var folder = "."

    @Option(
        help: ArgumentHelp(
            "For which CI: \(CITemplate.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "system"
        )
    )
    var ci = CITemplate.github.rawValue

    func validate() throws {
        if CITemplate(rawValue: ci) == nil {
            let known = CITemplate.allCases.map(\.rawValue)
            throw ValidationError("there is no CI system '\(ci)'\nHelp: \(UnknownName.help(ci, among: known))")
        }
        if let name, name.isEmpty || name.contains(where: { !$0.isLetter && !$0.isNumber && !"-_.".contains($0) }) {
            throw ValidationError("--name must be of letters, digits, '-', '_' and '.', found '\(name)'")
        }
    }

    func run() {
        let isURL = source.flatMap { HTTPURL.Scheme.of($0) } != nil
        if let source, !isURL, access(source, F_OK) != 0, let url = Self.url(ofHost: source) {
            Diagnostics.leave("'\(source)' is neither a URL nor a file", help: "did you mean \(url)?")
        }
        if let source, isURL {
            Terminal.redactor.hideUserInformation(of: source, name: "TARGET_PASSWORD")
            if let wrong = TargetCheck.problem(with: source, name: "the URL") {
                Diagnostics.leave(wrong.message, help: wrong.help)
            }
        }
        let contract = source.flatMap { isURL ? nil : ContractFile.load($0, isStrict: false) }
        let title = name ?? source.map { isURL ? FirstSuite.name(ofURL: $0) : FirstSuite.name(ofFile: $0) } ?? "example"
        let place = FirstSuite.Place(folder: folder == "." ? "" : folder.endingInSlash, name: title)
        let suite: FirstSuite
        if let contract, let source {
            suite = FirstSuite(of: contract, at: SuitePath.relative(source, from: place.suite), place)
        } else {
            suite = FirstSuite(
                target: source.map { CurlCommand.withoutUserInformation($0) } ?? FirstSuite.exampleTarget,
                place
            )
        }
        var files = suite.files
        let present = files.map(\.path).filter { access($0, F_OK) == 0 }
        if !present.isEmpty {
            Diagnostics.leave(
                "there \(present.count == 1 ? "is" : "are") already: \(present.joined(separator: ", "))",
                help: "nothing was written; give another --name or --folder"
            )
        }
        var notes = suite.notes
        if let template = CITemplate(rawValue: ci), let path = template.path {
            let file = place.folder + path
            if access(file, F_OK) == 0 {
                notes.append("note: \(file) is there already, and is left as it is")
            } else {
                files.append((file, template.text(variable: "API_URL")))
                notes.append(
                    "note: \(file) installs ./muster_*.deb where muster isn't there: keep the package in the repository, "
                        + "or install it otherwise"
                )
            }
        }
        for (path, text) in files {
            Output.write(Array(text.utf8), to: path)
            Terminal.print("wrote \(VisibleText.escapedLine(path))")
        }
        for note in notes { Terminal.error(VisibleText.escapedLine(note)) }
        Terminal.print("next: muster run \(place.suiteFolder) --mock")
        let target = source != nil ? "muster run \(place.suiteFolder)" : "muster run \(place.suiteFolder) --target URL"
        Terminal.print("then: \(target)")
    }

    /// `https://api.example.com` of `api.example.com`, which is no file's name; `nil` where it may be one's.
    private static func url(ofHost text: String) -> String? {
        let authority = text.prefix { $0 != "/" }
        let host = authority.prefix { $0 != ":" }
        let isFile = [".json", ".jsonc", ".yaml", ".yml"].contains { text.lowercased().hasSuffix($0) }
        let isName = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
        guard !isFile, isName, let first = host.first, first != ".", host == "localhost" || host.contains("."),
            authority.dropFirst(host.count + 1).allSatisfy(\.isNumber)
        else { return nil }
        return (host == "localhost" || host.hasPrefix("127.") ? "http://" : "https://") + text
    }
}
