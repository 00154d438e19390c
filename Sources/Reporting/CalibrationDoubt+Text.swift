import Nuclei

extension CalibrationDoubt {
  /// One sentence without its period: what was found, what was expected, what to do.
  var text: String {
    switch self {
    case .fewNuclei(let found, let needed):
      "\(found) nuclei were found and \(needed) are needed to take the positivity cut from; "
        + "measure a larger region or fix the reference in a profile"
    case .mostlyPositive(let palest, let largest):
      "19 of 20 nuclei hold more than \(Self.density(palest)) DAB, at most "
        + "\(Self.density(largest)) is believed of negative nuclei; check the pictures, and fix the "
        + "reference in a profile from a slide of the batch with negative nuclei"
    case .referenceHigh(let found, let largest):
      "the nuclei that stand for the negative ones hold \(Self.density(found)) DAB, at most "
        + "\(Self.density(largest)) is believed; check the pictures, and fix the reference in a "
        + "profile when faint nuclei are called wrongly"
    case .referenceLow(let found, let least):
      "the nuclei that stand for the negative ones hold \(Self.density(found)) DAB, at least "
        + "\(Self.density(least)) was expected; fix the stain vectors in a profile (ki67 stains)"
    case .noHematoxylin(let found, let needed):
      "the nuclei palest in DAB hold \(Self.density(found)) hematoxylin, at least "
        + "\(Self.density(needed)) was expected; check the counterstain, as negative nuclei may be "
        + "missed"
    case .noGlass(let darkest):
      "nothing on the slide is brighter than \(DecimalText.text(darkest, places: 0)) of 255, glass "
        + "was expected to be; fix the white point in a profile from an image with glass (ki67 stains)"
    case .whiteFar(let found, let allowed):
      "the brightest parts of the slide differ by \(Self.density(found)) from the white point that "
        + "the profile fixes, at most \(Self.density(allowed)) was expected; fix it anew for this "
        + "scanner and light (ki67 stains), or leave it out"
    case .referenceFar(let found, let fixed, let allowed):
      "the nuclei that stand for the negative ones hold \(Self.density(found)) DAB, the profile "
        + "fixes \(Self.density(fixed)), and at most \(Self.density(allowed)) between them was "
        + "expected; fix the reference anew for this batch, or leave it out"
    }
  }

  private static func density(_ value: Double) -> String { DecimalText.text(value, places: 3) }
}
