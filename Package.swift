// swift-tools-version: 6.1
import PackageDescription

/// Whether the coverage-guided targets of Fuzz/ are built, and our own modules for them.
let isFuzzing = Context.environment["MUSTER_FUZZ"] != nil
/// The sanitizer under which the unit tests are built, `address` or `thread`. Our own modules are enough: with
/// `--sanitize`, hundreds of files of C that never run in them would be built once more.
let sanitizer = Context.environment["MUSTER_SANITIZE"].map { "-sanitize=\($0)" }
let instrumented: [SwiftSetting] =
    isFuzzing ? [.unsafeFlags(["-O", "-sanitize=fuzzer,address"])] : sanitizer.map { [.unsafeFlags([$0])] } ?? []

/// Every target is held to the same strictness; CI adds `-warnings-as-errors`.
let strict: [SwiftSetting] =
    instrumented + [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]

/// Nothing is loaded into the program that would look for a name in it: without the table of them it is a tenth
/// smaller. Of the linkers that Swift brings along, lld keeps such a table out, and takes half the time.
let lean: [LinkerSetting] = [
    .unsafeFlags(["-use-ld=lld", "-Xlinker", "--no-export-dynamic"], .when(configuration: .release))
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

let collections: [Target.Dependency] = [
    .product(name: "DequeModule", package: "swift-collections"),
    .product(name: "HeapModule", package: "swift-collections"),
]

let package = Package(
    name: "muster",
    products: [.executable(name: "muster", targets: ["muster"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // SwiftNIO brings it along.
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CXML"),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(
            name: "CEmbedded",
            cSettings: [.headerSearchPath("../../scenarios"), .headerSearchPath("../../docs")]
                + (Context.environment["MUSTER_COMMIT"].map { [.define("MUSTER_COMMIT", to: "\"\($0)\"")] } ?? [])
        ),
        .target(name: "URI", swiftSettings: strict),
        .target(name: "Cryptography", dependencies: ["COpenSSL", "URI"], swiftSettings: strict),
        .target(name: "Diagnostics", swiftSettings: strict),
        .target(name: "JSON", dependencies: ["Diagnostics"], swiftSettings: strict),
        .target(name: "Patterns", dependencies: ["Diagnostics"], swiftSettings: strict),
        .target(name: "JSONPath", dependencies: ["Diagnostics", "JSON", "Patterns"], swiftSettings: strict),
        .target(name: "JSONSchema", dependencies: ["Diagnostics", "JSON", "Patterns", "URI"], swiftSettings: strict),
        .target(
            name: "HTTP",
            dependencies: ["CBrotli", "CIDN2", "CPSL", "CZlib", "CZstd", "URI"],
            swiftSettings: strict
        ),
        .target(name: "Measurement", dependencies: ["CZlib"], swiftSettings: strict),
        .target(
            name: "Signing",
            dependencies: ["Cryptography", "HTTP", "URI"],
            swiftSettings: strict
        ),
        .target(
            name: "Transport",
            dependencies: ["CCurl", "CLinux", "CNGHTTP2", "HTTP", "URI"] + collections,
            swiftSettings: strict
        ),
        .target(
            name: "LoadEngine",
            dependencies: ["CCurl", "CLinux", "HTTP", "Measurement", "Transport"],
            swiftSettings: strict
        ),
        .target(name: "Results", dependencies: ["HTTP", "JSON", "Measurement"], swiftSettings: strict),
        .target(
            name: "Quantities",
            dependencies: ["JSON", "Measurement"],
            swiftSettings: strict
        ),
        .target(
            name: "Decoding",
            dependencies: ["CYAML", "Diagnostics", "JSON", "JSONPath", "Patterns", "Quantities"],
            swiftSettings: strict
        ),
        .target(
            name: "Matching",
            dependencies: ["Decoding", "Diagnostics", "JSON", "Patterns", "Quantities"],
            swiftSettings: strict
        ),
        .target(
            name: "Substitution",
            dependencies: ["Cryptography", "Decoding", "Diagnostics", "JSON", "Measurement", "Quantities", "URI"],
            swiftSettings: strict
        ),
        .target(name: "XPath", dependencies: ["CXML"], swiftSettings: strict),
        .target(
            name: "Scenarios",
            dependencies: [
                "Cryptography", "Decoding", "Diagnostics", "HTTP", "JSON", "JSONPath", "JSONSchema", "Matching",
                "Measurement", "Patterns", "Quantities", "Results", "Signing", "Substitution", "URI", "XPath",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Contracts",
            dependencies: [
                "Decoding", "Diagnostics", "HTTP", "JSON", "JSONPath", "JSONSchema", "Measurement", "Patterns",
                "Results", "Substitution", "URI",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "ContractCases",
            dependencies: [
                "Contracts", "Decoding", "Diagnostics", "HTTP", "JSON", "JSONSchema", "Measurement", "Patterns",
                "Scenarios", "Substitution", "URI",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Engine",
            dependencies: [
                "ContractCases", "Contracts", "Decoding", "Diagnostics", "HTTP", "JSON", "LoadEngine", "Matching",
                "Measurement", "Quantities", "Results", "Scenarios", "Signing", "Substitution", "Transport",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "MockServer",
            dependencies: [
                "COpenSSL", "Contracts", "Cryptography", "Decoding", "Diagnostics", "HTTP", "JSON", "Matching",
                "Measurement", "Patterns", "Quantities", "Scenarios", "Signing", "Substitution", "URI",
            ] + nio + collections,
            swiftSettings: strict
        ),
        .target(
            name: "Reports",
            dependencies: [
                "CSQLite", "CZlib", "Cryptography", "Diagnostics", "HTTP", "JSON", "Measurement", "Quantities",
                "Results",
                "Scenarios", "Substitution", "URI",
            ],
            resources: [
                .embedInCode("HTML/Resources/report.css"), .embedInCode("HTML/Resources/report.js"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Importing",
            dependencies: ["Decoding", "Diagnostics", "JSON", "Quantities", "URI"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "muster",
            dependencies: [
                "CEmbedded", "CLinux", "ContractCases", "Contracts", "Decoding", "Diagnostics", "Engine", "HTTP",
                "Importing", "JSON", "JSONPath", "JSONSchema", "Measurement", "MockServer", "Quantities", "Reports",
                "Results", "Scenarios",
                "Substitution", "Transport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict,
            linkerSettings: lean
        ),
        // What several test targets need; in no product.
        .target(name: "PublicSuites", path: "Tests/PublicSuites", swiftSettings: strict),
        .testTarget(name: "URITests", dependencies: ["URI"], swiftSettings: strict),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "Measurement"], swiftSettings: strict),
        .testTarget(name: "XPathTests", dependencies: ["XPath"], swiftSettings: strict),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography", "URI"], swiftSettings: strict),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: strict),
        .testTarget(name: "PatternsTests", dependencies: ["Patterns", "PublicSuites"], swiftSettings: strict),
        .testTarget(name: "JSONPathTests", dependencies: ["JSON", "JSONPath", "PublicSuites"], swiftSettings: strict),
        .testTarget(
            name: "JSONSchemaTests",
            dependencies: ["JSON", "JSONSchema", "PublicSuites"],
            swiftSettings: strict
        ),
        .testTarget(name: "JSONTests", dependencies: ["Diagnostics", "JSON", "PublicSuites"], swiftSettings: strict),
        .testTarget(name: "MeasurementTests", dependencies: ["Measurement", "PublicSuites"], swiftSettings: strict),
        .testTarget(
            name: "SigningTests",
            dependencies: ["Cryptography", "HTTP", "Signing", "URI"],
            swiftSettings: strict
        ),
        .target(
            name: "HostileServer",
            dependencies: ["HTTP", "MockServer"] + nio,
            path: "Tests/HostileServer",
            swiftSettings: strict
        ),
        .testTarget(
            name: "TransportTests",
            dependencies: ["HTTP", "HostileServer", "MockServer", "Transport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LoadEngineTests",
            dependencies: ["HTTP", "HostileServer", "LoadEngine", "Measurement", "MockServer", "Transport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ScenariosTests",
            dependencies: [
                "Decoding", "Diagnostics", "HTTP", "JSON", "JSONPath", "Matching", "Measurement", "Patterns",
                "PublicSuites", "Quantities", "Results", "Scenarios", "Substitution", "URI", "XPath",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ContractsTests",
            dependencies: [
                "ContractCases", "Contracts", "Decoding", "Diagnostics", "HTTP", "JSON", "JSONSchema", "Results",
                "Scenarios", "Substitution",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "ContractCases", "Contracts", "Cryptography", "Decoding", "Diagnostics", "Engine", "HTTP",
                "HostileServer", "JSON", "LoadEngine", "Measurement", "Quantities", "Results", "Scenarios", "Signing",
                "Substitution", "URI",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MockServerTests",
            dependencies: [
                "COpenSSL", "Decoding", "Diagnostics", "HTTP", "JSON", "Measurement", "MockServer", "Scenarios",
                "Substitution",
            ] + nio,
            swiftSettings: strict
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Cryptography", "HTTP", "JSON", "JSONSchema", "Measurement", "Reports", "Results", "Scenarios", "URI",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ImportingTests",
            dependencies: ["Decoding", "Diagnostics", "Importing", "JSON"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ContractCases", "Decoding", "Diagnostics", "Engine", "HTTP", "JSON", "JSONSchema", "Measurement",
                "MockServer", "PublicSuites", "Quantities", "Reports", "Results", "Scenarios", "Substitution",
                "Transport", "muster",
            ],
            exclude: ["Agreement", "Defects/generated-defects.json", "Forms/forms.openapi.yaml"],
            swiftSettings: strict
        ),
    ]
)

if let sanitizer {
    // What reads bytes of others, and what shares memory between threads.
    let sanitized = [
        "EngineTests", "HTTPTests", "JSONPathTests", "JSONSchemaTests", "JSONTests", "LoadEngineTests",
        "MeasurementTests",
        "MockServerTests", "PatternsTests", "ScenariosTests", "TransportTests",
    ]
    package.products = []
    package.targets.removeAll { ["muster", "Reports"].contains($0.name) || $0.isTest && !sanitized.contains($0.name) }
    for target in package.targets where target.isTest { target.linkerSettings = [.unsafeFlags([sanitizer])] }
}

/// A program of Fuzz/, from the folder of its name.
func fuzzProgram(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: "Fuzz" + name,
        dependencies: dependencies + ["FuzzDriver"],
        path: "Fuzz/" + name,
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
        // libFuzzer has a `main` of its own.
        linkerSettings: [
            .unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld", "-Xlinker", "--allow-multiple-definition"])
        ]
    )
}

if isFuzzing {
    package.targets += [
        .target(name: "FuzzDriver", path: "Fuzz/Driver", swiftSettings: strict),
        fuzzProgram("JSON", ["Diagnostics", "JSON", "JSONPath", "JSONSchema", "Patterns"]),
        fuzzProgram("HTTP", ["HTTP"]),
        fuzzProgram(
            "Scenarios",
            ["Decoding", "Diagnostics", "Measurement", "Quantities", "Scenarios", "Substitution"]
        ),
        fuzzProgram(
            "Serving",
            ["ContractCases", "Contracts", "Diagnostics", "HTTP", "Measurement", "MockServer", "Scenarios"]
        ),
    ]
}
