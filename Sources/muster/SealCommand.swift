import ArgumentParser
import Diagnostics
import Glibc
import JSON
import Reports
import Results
import Substitution

/// `muster seal`: makes a folder of reports into evidence.
struct SealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Writes a manifest of the SHA-256 of every file of a folder of reports, and signs it.",
        discussion: """
            The manifest is manifest.json, its signature with the public key manifest.sig.json. A run of which something wasn't run or \
            not measured isn't sealed, unless --allow-gaps says so. 'muster verify' tells what was changed since.
            """
    )

    @Argument(help: "The folder of a run's reports.")
    var folder = "reports"

    @Option(help: ArgumentHelp("The private key that signs, Ed25519 or RSA, in PEM.", valueName: "file"))
    var key: String?

    @Flag(help: "Seal though something was not run or not measured.")
    var allowGaps = false

    func run() throws {
        let store = FileStore()
        let base = folder.endingInSlash
        let run = ResultsSource(base + ReportFormat.json.fileName, store).result()
        if !allowGaps { Self.requireNoGaps(run, base) }
        let key = try self.key.map { try Self.key($0, store) }
        let manifest = EvidenceFolder(base, store).manifest(tool: run.tool)
        var written = [EvidenceManifest.name]
        do {
            let signature = OutputFile(base + EvidenceManifest.signatureName)
            // A signature of an earlier manifest would be wrong.
            try signature.remove()
            try OutputFile(base + EvidenceManifest.name).write(manifest.bytes)
            if let key {
                let signed = try key.signature(of: manifest.bytes)
                try signature.write(JSONSerializer.serialize(signed.json, style: .pretty))
                written.append(EvidenceManifest.signatureName)
                Terminal.print("signed by the key \(signed.fingerprint)")
            }
        } catch let error as EvidenceKeyError {
            EvidenceFolder.refuse(error.message, "give another key by --key")
        } catch {
            Terminal.error("error: \(error)")
            throw ExitCode(Exit.unwritten)
        }
        let count = manifest.files.count
        Terminal.print(
            "sealed \(count) \(count == 1 ? "file" : "files"): \(written.map { base + $0 }.joined(separator: "  "))"
        )
    }

    /// More cases than these hide what is to be done.
    private static let mostListed = 20

    /// Where something was not run or not measured, lists it with the reasons and ends the program with 2.
    private static func requireNoGaps(_ run: RunResult, _ base: String) {
        let gaps = run.suites.flatMap { suite in
            suite.cases.filter { $0.verdict == .error || $0.verdict == .skipped }.map { (suite.name, $0) }
        }
        if let part = run.part {
            EvidenceFolder.refuse(
                "\(base) is of a part of the suites: \(part.texts.joined(separator: "; "))",
                "run them whole, or seal what there is by --allow-gaps"
            )
        }
        guard run.interrupted || !gaps.isEmpty else { return }
        let message =
            gaps.isEmpty
            ? "the run was stopped before its end"
            : "\(gaps.count) \(gaps.count == 1 ? "case was" : "cases were") not run or not measured"
        Diagnostics.show([Diagnostics.error("\(base): \(message)")])
        for (suite, gap) in gaps.prefix(mostListed) {
            let word = gap.verdict == .error ? "not measured" : "skipped"
            let words = "\(suite): \(gap.name): \(word)\(gap.reason.isEmpty ? "" : ": \(gap.reason)")"
            Terminal.error("  \(VisibleText.escapedLine(Terminal.redacted(words)))")
        }
        if gaps.count > mostListed { Terminal.error("  and \(gaps.count - mostListed) more") }
        Terminal.error("help: run them, or seal what there is by --allow-gaps")
        Exit.usageError()
    }

    private static func key(_ path: String, _ store: FileStore) throws -> EvidenceKey {
        do {
            return try EvidenceKey(pem: String(decoding: try store.bytes(at: path), as: UTF8.self))
        } catch let error as EvidenceKeyError {
            EvidenceFolder.refuse(
                "\(path): \(error.message)",
                "openssl genpkey -algorithm ed25519 -out key.pem makes one"
            )
        } catch {
            EvidenceFolder.refuse("\(path) can't be read", "name the private key's file")
        }
    }
}

/// `muster verify`: tells what of a sealed folder was changed.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Tells what of a sealed folder of reports was changed, and whose signature it has.",
        discussion: """
            The exit code is 0 when every file is as it was sealed and the signature, where there is one, is right; 1 otherwise; 2 when the \
            folder isn't sealed. With --key the signature has to be there and by this key.
            """
    )

    @Argument(help: "The folder of a run's reports.")
    var folder = "reports"

    @Option(help: ArgumentHelp("The public key that has to have signed it, in PEM.", valueName: "file"))
    var key: String?

    func run() throws {
        let store = FileStore()
        let base = folder.endingInSlash
        guard let bytes = try? store.bytes(at: base + EvidenceManifest.name),
            let document = try? JSONParser.parse(bytes), let manifest = try? EvidenceManifest(document)
        else { EvidenceFolder.refuse("\(base) isn't sealed", "muster seal \(folder) seals it") }
        let now = EvidenceFolder(base, store).manifest(tool: manifest.tool, isStrict: false)
        var problems = manifest.differences(to: now).map(\.description)
        problems += try signatureProblems(bytes, base, store)
        for problem in problems { Terminal.print("✗ \(problem)") }
        guard problems.isEmpty else { throw ExitCode(1) }
        let count = manifest.files.count
        let words = count == 1 ? "the file is as it was" : "all \(count) files are as they were"
        Terminal.print("✓ \(words) sealed by \(manifest.tool)")
    }

    private func signatureProblems(_ manifest: [UInt8], _ base: String, _ store: FileStore) throws -> [String] {
        let wanted = key.map { path -> String in
            guard let bytes = try? store.bytes(at: path) else {
                EvidenceFolder.refuse("\(path) can't be read", "name the public key's file")
            }
            let pem = String(decoding: bytes, as: UTF8.self)
            guard EvidenceSignature.isKey(pem) else {
                EvidenceFolder.refuse(
                    "\(path) isn't a public key, Ed25519 or RSA, in PEM",
                    "openssl pkey -in key.pem -pubout makes it of the private one"
                )
            }
            return pem
        }
        guard let bytes = try? store.bytes(at: base + EvidenceManifest.signatureName) else {
            if wanted != nil { return ["there is no signature"] }
            Terminal.print("! not signed: whoever can change a file can change the manifest too")
            return []
        }
        guard let document = try? JSONParser.parse(bytes), let signature = try? EvidenceSignature(document) else {
            return ["\(EvidenceManifest.signatureName) isn't a signature"]
        }
        guard signature.isValid(for: manifest) else { return ["the signature isn't of this manifest"] }
        if let wanted, !signature.isBy(wanted) { return ["it was signed by another key, \(signature.fingerprint)"] }
        let whose = wanted == nil ? ": compare it with the one you were given, or name it by --key" : ""
        Terminal.print("✓ signed by the key \(signature.fingerprint)\(whose)")
        return []
    }
}

/// A folder whose files are evidence.
struct EvidenceFolder {
    private let base: String
    private let store: FileStore

    /// The folder at `base`, which ends in a slash.
    init(_ base: String, _ store: FileStore) {
        self.base = base
        self.store = store
    }

    /// Says what is wrong, and ends the program with 2.
    static func refuse(_ message: String, _ help: String) -> Never {
        Diagnostics.show([Diagnostics.error(message, help: help)])
        Exit.usageError()
    }

    /// What is in it; when that can't be read, says why and ends the program with 2. What is neither a file nor a
    /// folder is refused where that `isStrict`.
    func manifest(tool: String, isStrict: Bool = true) -> EvidenceManifest {
        do {
            let found = try EvidenceManifest.paths(in: base)
            if isStrict, let other = found.others.first {
                EvidenceFolder.refuse(
                    "\(base)\(other) is neither a file nor a folder, and only files can be sealed",
                    "take it out, or put the file itself there"
                )
            }
            let contents = try found.files.map { ($0, try store.bytes(at: base + $0)) }
            return EvidenceManifest(tool: tool, contents, others: found.others)
        } catch {
            EvidenceFolder.refuse("\(base) can't be read: \(error)", "name the folder of a run's reports")
        }
    }
}
