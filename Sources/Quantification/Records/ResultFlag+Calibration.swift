import Nuclei

extension ResultFlag {
  /// The flag of a doubt about the calibration.
  public init(_ code: CalibrationDoubt.Code) {
    self =
      switch code {
      case .fewNuclei: .calibrationFewNuclei
      case .mostlyPositive: .calibrationMostlyPositive
      case .referenceHigh: .calibrationReferenceHigh
      case .referenceLow: .calibrationReferenceLow
      case .noHematoxylin: .calibrationNoHematoxylin
      case .noGlass: .calibrationNoGlass
      case .farFromProfile: .calibrationFarFromProfile
      }
  }
}
