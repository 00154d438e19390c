import Foundation
import Hotspots

/// Everything that decides a run's results, besides its inputs.
public struct RunSettings: Sendable, Equatable {
  /// Parameters of every step.
  public var profile: Profile
  /// How the hotspot is defined.
  public var hotspot: HotspotRequest
  /// Number of workers; never changes a result.
  public var threads: Int
  /// Memory bound in bytes; never changes a result.
  public var memoryLimitBytes: Int
  /// Folder where nuclei of large slides wait in files without a name; never changes a result.
  public var spillFolder: String
  /// Folder for tables of candidates and their features, nil for none; never changes a result.
  public var featureFolder: String?

  /// Seconds that one slide may take, nil for any; changes no result, only whether there is one.
  public var secondsPerSlide: Double?

  /// Makes settings from their parts.
  public init(
    profile: Profile = Profile(), hotspot: HotspotRequest = HotspotRequest(), threads: Int = 1,
    memoryLimitBytes: Int = 1 << 30, featureFolder: String? = nil,
    spillFolder: String = FileManager.default.temporaryDirectory.path,
    secondsPerSlide: Double? = nil
  ) {
    self.profile = profile
    self.hotspot = hotspot
    self.threads = threads
    self.memoryLimitBytes = memoryLimitBytes
    self.featureFolder = featureFolder
    self.spillFolder = spillFolder
    self.secondsPerSlide = secondsPerSlide
  }
}
