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
}
