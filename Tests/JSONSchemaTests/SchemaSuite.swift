import Foundation
import JSON
import JSONSchema
import PublicSuites

/// Reads the public test suite of JSON Schema 2020-12.
enum SchemaSuite {
    /// One value, and what the suite says of it.
    struct Example {
        let file: String
        let group: String
        let name: String
        let schema: JSONValue
        let value: JSONValue
        let isValid: Bool

        /// What tells examples apart in the list of those that aren't met.
        var title: String { "\(file): \(group): \(name)" }
    }

    static var folder: URL? { PublicSuites.folder("json-schema-2020-12") }

    /// The examples of the files in a folder of the suite, not of those in folders below it.
    static func examples(in subfolder: String) throws -> [Example] {
        guard let folder else { return [] }
        let place = subfolder.isEmpty ? folder : folder.appendingPathComponent(subfolder)
        let files = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasSuffix(".json") }
        return try files.sorted().flatMap { file in
            let name = (subfolder.isEmpty ? "" : subfolder + "/") + file.dropLast(5)
            let groups = try JSONParser.parse(Array(Data(contentsOf: place.appendingPathComponent(file))))
            return (groups.array ?? []).flatMap { examples(of: $0, in: name) }
        }
    }

    private static func examples(of group: JSONValue, in file: String) -> [Example] {
        (group["tests"]?.array ?? []).compactMap { test in
            guard let schema = group["schema"], let value = test["data"], let isValid = test["valid"]?.bool else {
                return nil
            }
            return Example(
                file: file,
                group: group["description"]?.string ?? "",
                name: test["description"]?.string ?? "",
                schema: schema,
                value: value,
                isValid: isValid
            )
        }
    }

    /// The documents that the suite's references lead to.
    static func resources() throws -> SchemaResources {
        var resources = SchemaResources()
        guard let folder = PublicSuites.folder("json-schema-remotes"),
            let paths = FileManager.default.enumerator(atPath: folder.path)
        else { return resources }
        while let path = paths.nextObject() as? String {
            guard path.hasSuffix(".json") else { continue }
            let document = try JSONParser.parse(Array(Data(contentsOf: folder.appendingPathComponent(path))))
            resources.add(document, at: "http://localhost:1234/\(path)")
        }
        return resources
    }
}
