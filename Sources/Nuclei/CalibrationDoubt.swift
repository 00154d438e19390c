import Foundation
import Stains

/// Why the positive calls of a slide cannot be relied on as they are.
public enum CalibrationDoubt: Sendable, Equatable, Codable {
  /// Too few nuclei to take a reference from.
  case fewNuclei(found: Int, needed: Int)
  /// Even the palest twentieth of the nuclei holds more DAB than is believed of negative nuclei, so
  /// that nothing on the slide shows where negative ends.
  case mostlyPositive(palestOD: Double, largestOD: Double)
  /// The reference lies above what is believed of negative nuclei, though some nuclei are negative.
  case referenceHigh(foundOD: Double, largestOD: Double)
  /// The negative nuclei's DAB density lies below what is believed of any slide.
  case referenceLow(foundOD: Double, leastOD: Double)
  /// The palest nuclei in DAB carry no hematoxylin, so that negative nuclei cannot be seen.
  case noHematoxylin(foundOD: Double, neededOD: Double)
  /// The brightest pixels are darker than any glass, so that the white point is a guess.
  case noGlass(darkestBelieved: Double)
  /// The light of the slide is not the one that the profile fixes: the largest difference of a
  /// channel's white.
  case whiteFar(foundOD: Double, allowedOD: Double)
  /// The negative nuclei do not hold the DAB that the profile fixes as their reference.
  case referenceFar(foundOD: Double, fixedOD: Double, allowedOD: Double)

  /// What stands in tables in place of the sentence.
  public enum Code: String, Sendable, Codable, CaseIterable {
    case fewNuclei = "CALIBRATION_FEW_NUCLEI"
    case mostlyPositive = "CALIBRATION_MOSTLY_POSITIVE"
    case referenceHigh = "CALIBRATION_REFERENCE_HIGH"
    case referenceLow = "CALIBRATION_REFERENCE_LOW"
    case noHematoxylin = "CALIBRATION_NO_HEMATOXYLIN"
    case noGlass = "CALIBRATION_NO_GLASS"
    case farFromProfile = "CALIBRATION_FAR_FROM_PROFILE"
  }

  /// Stable code of the reason.
  public var code: Code {
    switch self {
    case .fewNuclei: .fewNuclei
    case .mostlyPositive: .mostlyPositive
    case .referenceHigh: .referenceHigh
    case .referenceLow: .referenceLow
    case .noHematoxylin: .noHematoxylin
    case .noGlass: .noGlass
    case .whiteFar, .referenceFar: .farFromProfile
    }
  }
}

extension CalibrationDoubt {
  /// Every doubt about the cut of a slide, in the order of the cases; none without nuclei.
  ///
  /// What a laboratory fixed in its profile is doubted only when the slide shows something else.
  ///
  /// - Parameters:
  ///   - positivity: the cut.
  ///   - nuclei: all nuclei that it was taken from, visited several times.
  ///   - parameters: settings that it was taken with.
  ///   - calibration: light and stains of the slide.
  ///   - darkestWhite: darkest white that is believed.
  /// - Returns: the doubts.
  public static func all(
    about positivity: PositivityCalibration, nuclei: some Sequence<Nucleus>,
    parameters: PositivityParameters, calibration: StainCalibration, darkestWhite: Double
  ) -> [CalibrationDoubt] {
    let scan = PercentileScan(nuclei)
    let low = scan.percentiles([
      .init(percent: parameters.referencePercentile) { $0.dabOD },
      .init(percent: palestPercent) { $0.dabOD },
    ])
    guard let reference = low[0].value, let palest = low[1].value else { return [] }
    var doubts: [CalibrationDoubt] = []
    if let fixed = parameters.fixedReferenceOD {
      if low[0].count >= parameters.fewestNuclei, abs(reference - fixed) > allowedReferenceOD {
        doubts.append(
          .referenceFar(foundOD: reference, fixedOD: fixed, allowedOD: allowedReferenceOD))
      }
    } else {
      doubts += about(positivity, palestOD: palest, count: low[0].count, parameters)
    }
    // Of the nuclei up to the percentile that stands for negative ones.
    let hematoxylin =
      scan.percentiles([
        .init(percent: 50) { Double($0.dabOD) <= reference ? $0.hematoxylinOD : nil },
        .init(percent: 50) { $0.hematoxylinOD },
      ]).lazy.compactMap(\.value).first ?? 0
    if hematoxylin < parameters.leastHematoxylinOD {
      doubts.append(
        .noHematoxylin(foundOD: hematoxylin, neededOD: parameters.leastHematoxylinOD))
    }
    if calibration.whiteSource == .slide, calibration.white.min() <= darkestWhite {
      doubts.append(.noGlass(darkestBelieved: darkestWhite))
    }
    return doubts + about(calibration, darkestWhite: darkestWhite)
  }

  /// Difference of a channel's white that moves all densities by a quarter of the usual way from
  /// negative nuclei to the cut.
  private static let allowedWhiteOD = 0.05
  /// Difference of the reference that is half of that way.
  private static let allowedReferenceOD = 0.1

  /// A doubt about a white point that was fixed; none where the slide shows no glass.
  private static func about(
    _ calibration: StainCalibration, darkestWhite: Double
  ) -> [CalibrationDoubt] {
    guard let found = calibration.slideWhite, found.min() > darkestWhite else { return [] }
    let difference = (0..<3).map { abs(log10(calibration.white[$0] / found[$0])) }.max() ?? 0
    return difference > allowedWhiteOD
      ? [.whiteFar(foundOD: difference, allowedOD: allowedWhiteOD)] : []
  }

  /// Largest share of nuclei in percent that may be left out when the palest ones are looked at.
  private static let palestPercent = 5.0

  private static func about(
    _ positivity: PositivityCalibration, palestOD: Double, count: Int,
    _ parameters: PositivityParameters
  ) -> [CalibrationDoubt] {
    guard let found = positivity.foundReferenceOD else {
      return [.fewNuclei(found: count, needed: parameters.fewestNuclei)]
    }
    if found < parameters.lowestReferenceOD {
      return [.referenceLow(foundOD: found, leastOD: parameters.lowestReferenceOD)]
    }
    let largest = parameters.highestReferenceOD
    guard found > largest else { return [] }
    return palestOD > largest
      ? [.mostlyPositive(palestOD: palestOD, largestOD: largest)]
      : [.referenceHigh(foundOD: found, largestOD: largest)]
  }
}
