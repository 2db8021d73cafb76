import JSON
public import Scenarios

extension Contract {
    /// Reads the contract at `path`, in JSON or YAML, and the files that it refers to.
    ///
    /// - Parameters:
    ///   - path: The file, as messages shall show it.
    ///   - files: Where files are read from.
    ///   - assertFormats: Whether a `format` that isn't met breaks a schema, or only describes.
    /// - Throws: Everything that is wrong with the documents.
    public static func load(
        _ path: String,
        files: FileStore = FileStore(),
        assertFormats: Bool = true
    ) throws(Problems.Found) -> Contract {
        // Those who make cases, check exchanges and serve mocks ask for the same contract.
        try files.kept("contract \(path) \(assertFormats)") { () throws(Problems.Found) in
            try load(path, assertFormats: assertFormats) { path throws(FileStore.Failure) in
                try files.document(at: path).bytes
            }
        }
    }

    /// Reads the contract at `path` with the bytes that `read` gives for each path.
    public static func load(
        _ path: String,
        assertFormats: Bool = true,
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) throws(Problems.Found) -> Contract {
        let problems = Problems()
        let library = DocumentLibrary(problems, read: read)
        let contract = library.document(at: path).flatMap {
            ContractDecoder.decode($0, library, assertsFormats: assertFormats)
        }
        guard let contract, !problems.hasErrors else { throw Problems.Found(problems.diagnostics) }
        return contract
    }
}
