/// Names of shell variables (POSIX.1-2017, XBD section 3.235).
package enum ShellName {
    /// Whether `byte` may stand in a name.
    static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }

    /// A variable's name in capitals, words apart: `appSecret` becomes `APP_SECRET`.
    package static func make(_ name: String) -> String {
        var shell = ""
        var previous: Unicode.Scalar?
        for scalar in name.unicodeScalars {
            if scalar.properties.isUppercase, let previous, previous.properties.isLowercase { shell += "_" }
            previous = scalar
            shell +=
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                ? scalar.properties.uppercaseMapping : "_"
        }
        let startsWithDigit = shell.utf8.first.map { (0x30...0x39).contains($0) } ?? true
        return startsWithDigit ? "_\(shell)" : shell
    }
}
