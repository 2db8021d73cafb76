import ArgumentParser
import ContractCases
import Contracts
import Decoding
import JSON
import Substitution

/// `muster lint`: what is wrong with a contract, and how far each of its operations can be tested.
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Tells what is wrong with an OpenAPI document, and how far each of its operations can be tested.",
        discussion: """
            A document is used as far as it can be: what breaks a rule where it stands is left out alone. Exit codes: 0 it can \
            be used; 2 it can't, or with --strict something is left out.
            """
    )

    @Argument(help: "The OpenAPI document, JSON or YAML.")
    var contract: String

    @OptionGroup var opening: OpeningOptions

    @Flag(help: "Refuse a document of which anything is left out.")
    var strict = false

    @Flag(name: .shortAndLong, help: "Tell every place of a message, and not only the first.")
    var verbose = false

    func run() throws {
        let contract = ContractFile.load(contract, isStrict: strict, opening.opening)
        Diagnostics.show(verbose ? contract.leftOut.map(\.warning) + contract.warnings : contract.remarks)
        var counts = (tested: 0, inPart: 0, leftOut: 0)
        for row in ContractSummary(contract).rows {
            switch row.state {
            case .tested:
                counts.tested += 1
                Terminal.print("tested    \(row.operation)")
            case .inPart(let parts, let why):
                counts.inPart += 1
                let reasons = why.isEmpty ? "" : ": " + why.joined(separator: "; ")
                Terminal.print(
                    "in part   \(row.operation): \(parts) \(parts == 1 ? "part" : "parts") left out\(reasons)"
                )
            case .leftOut(let why):
                counts.leftOut += 1
                Terminal.print("left out  \(row.operation): \(why)")
            }
        }
        Terminal.print("\(counts.tested) operations tested, \(counts.inPart) in part, \(counts.leftOut) left out")
    }
}

/// Contracts that are named on the command line.
enum ContractFile {
    /// The contract; the program ends with 2 when it can't be used.
    static func load(_ path: String, isStrict: Bool, _ opening: DocumentOpening = DocumentOpening()) -> Contract {
        let files = FileStore()
        files.setOpening(opening, of: path)
        do throws(Problems.Found) {
            return try Contract.load(path, files: files, strictness: isStrict ? .strict : .tolerant)
        } catch {
            Diagnostics.leave(error.diagnostics)
        }
    }
}

/// How an OpenAPI document on the command line is opened.
struct OpeningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What references to URLs that begin so mean: files in a folder. Nothing is fetched. May be given several times.",
            valueName: "url=folder"
        )
    )
    var map: [String] = []

    @Option(
        help: ArgumentHelp(
            "An overlay (Overlay Specification 1.0) to apply to the document first. May be given several times.",
            valueName: "file"
        )
    )
    var overlay: [String] = []

    func validate() throws {
        for text in map where Self.folder(text) == nil {
            throw ValidationError(
                "--map must be URL=FOLDER, such as https://example.com/schemas/=schemas/, found '\(text)'"
            )
        }
    }

    /// The options as the loader takes them.
    var opening: DocumentOpening {
        var opening = DocumentOpening()
        opening.folders = map.compactMap(Self.folder)
        opening.overlays = overlay
        return opening
    }

    /// URLs may hold `=`, so the last one counts.
    private static func folder(_ text: String) -> DocumentOpening.Folder? {
        guard let sign = text.lastIndex(of: "="), sign != text.startIndex else { return nil }
        let path = text[text.index(after: sign)...]
        return .init(prefix: String(text[..<sign]), path: path.isEmpty ? "." : String(path))
    }
}
