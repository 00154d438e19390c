/// Remembers what earlier runs finished, so that a run goes on where the last one ended.
///
/// Calls come from several workers at once, for different slides.
public protocol RunLedger: Sendable {
  /// The result that was kept of a slide.
  ///
  /// Asked once for every slide, by the worker that would measure it, before pixels are decoded.
  ///
  /// - Parameters:
  ///   - slide: the slide as the run was given it.
  ///   - profile: the profile that it would be measured with.
  /// - Returns: the result; nil when the slide is to be measured.
  func recall(_ slide: SlideInput, profile: Profile) -> SlideResult?

  /// What was found of a slide that an earlier run did not finish, and where more is noted.
  ///
  /// - Parameters:
  ///   - slide: a slide that `recall(_:profile:)` did not know.
  ///   - parts: how the slide is cut into parts, as text; records of other parts are of no use.
  /// - Returns: nil when nothing can be noted.
  func journal(of slide: SlideInput, parts: String) -> (any UnitJournal)?

  /// Names of the cases of which two images with nuclei are the same file.
  ///
  /// Asked once, when all slides are measured.
  func casesWithRepeatedImages(among slides: [SlideInput]) -> Set<String>
}

extension RunInput {
  /// Flags cases for what they are made of.
  public mutating func flag(_ flag: ResultFlag, _ names: Set<String>) {
    for place in cases.indices where names.contains(cases[place].name) {
      cases[place].flag(flag)
    }
  }
}
