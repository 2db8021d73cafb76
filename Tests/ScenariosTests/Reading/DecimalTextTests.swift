import Testing

@testable import Quantities

@Suite struct DecimalTextTests {
    @Test(arguments: [
        (0, "0"), (5, "0.05"), (50, "0.5"), (100, "1"), (105, "1.05"), (120, "1.2"), (-5, "-0.05"), (-12_300, "-123"),
        (.max, "92233720368547758.07"), (.min, "-92233720368547758.08"),
    ])
    func endsWithItsLastDigit(_ hundredths: Int, _ text: String) {
        #expect(DecimalText.text(hundredths: hundredths) == text)
        #expect(DecimalText.text(hundredths: hundredths, unit: " ms") == "\(text) ms")
    }
}
