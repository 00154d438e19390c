/// What a run did with what it found, told in one message for each reason.
public struct RunChanges: Sendable, Equatable {
  /// Slides taken from an earlier run.
  public var kept: [String] = []
  /// Slides measured again because files changed.
  public var changedContents: [String] = []
  /// Slides measured again because settings changed.
  public var changedSettings: [String] = []
  /// Slides measured again because of where their tiles lie or what was said about them.
  public var changedPlacement: [String] = []
  /// Slides measured again because pictures of them are missing or changed, or others are wanted.
  public var missingPictures: [String] = []
  /// Slides measured again because what was kept of them is damaged.
  public var damaged: [String] = []
  /// New name of a damaged database that was set aside.
  public var setAside: String?
  /// Images of one case that are the same file, group by group.
  public var sameImages: [[String]] = []
  /// Slides that are no longer among the inputs.
  public var dropped: [String] = []
  /// Slides that are no longer among the inputs, but stay because these cannot all be read or a
  /// folder is empty.
  public var absent: [String] = []
  /// Slides that other parts of the run have now; what was measured of them stays.
  public var elsewhere: [String] = []

  /// Makes a report of nothing.
  public init() {}

  /// What a person must know in any case.
  public var loss: String? {
    setAside.map { name in
      "\(RunStore.fileName) was damaged and is \(name) now; what people corrected, counted and "
        + "signed in it is not taken over"
    }
  }

  /// One sentence for each reason, but for ``loss``.
  public var messages: [String] {
    [
      Self.message(kept, "taken from the earlier run"),
      Self.message(changedSettings, "measured again: the settings changed"),
      Self.message(changedContents, "measured again: the files changed"),
      Self.message(
        changedPlacement, "measured again: what the inputs say about names, place or size changed"),
      Self.message(
        missingPictures, "measured again: pictures are missing or changed, or others are asked for"),
      Self.message(damaged, "measured again: the records in \(RunStore.fileName) are damaged"),
      Self.message(dropped, "no longer among the inputs: results removed"),
      Self.message(
        absent,
        "not among the inputs, which cannot all be read or are in an empty folder: left out of the "
          + "tables, kept for later"
      ),
      Self.message(
        elsewhere,
        "in another part of the run now: left out of the tables, kept for later"),
      sameImages.first.map { images in
        "warning: \(images.joined(separator: " and ")) are the same image in one case, whose nuclei "
          + "count \(images.count) times"
          + (sameImages.count > 1 ? "; \(sameImages.count - 1) more such images" : "")
          + " (flag SAME_IMAGE_TWICE)"
      },
    ].compactMap { $0 }
  }

  private static func message(_ slides: [String], _ what: String) -> String? {
    guard let first = slides.min() else { return nil }
    let names = slides.count == 1 ? first : "first: \(first)"
    return "\(slides.count) \(slides.count == 1 ? "slide" : "slides") \(what) (\(names))"
  }
}
