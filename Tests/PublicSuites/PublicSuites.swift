public import Foundation

/// Where the public test suites are, which this project doesn't contain.
public enum PublicSuites {
    /// A folder of suites: in `$MUSTER_CONFORMANCE`, or else in `shared/conformance` beside the checkout.
    public static func folder(_ name: String) -> URL? {
        let base: URL
        if let path = ProcessInfo.processInfo.environment["MUSTER_CONFORMANCE"] {
            base = URL(fileURLWithPath: path)
        } else {
            var checkout = URL(fileURLWithPath: #filePath)
            for _ in 0..<4 { checkout.deleteLastPathComponent() }
            base = checkout.appendingPathComponent("shared/conformance")
        }
        let folder = base.appendingPathComponent(name)
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }
}
