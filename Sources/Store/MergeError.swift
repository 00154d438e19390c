/// Why runs cannot be joined.
public enum MergeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A run was interrupted or is not yet at its end.
  case unfinished(folder: String)
  /// Two runs were made with other settings.
  case otherSettings(folder: String, first: String)
  /// Two runs measured different things under one name.
  case otherSlide(slide: String, folder: String, first: String)
  /// Two runs have one slide in different cases.
  case otherCaseOfSlide(
    slide: String, name: String, folder: String, otherName: String, first: String)
  /// The folder for the joint run holds a slide that is none of those that are joined.
  case otherRun(folder: String, slide: String)
  /// What the folder for the joint run holds cannot be read.
  case unreadableTarget(reason: String)
  /// Two runs say different things about a case.
  case otherCase(name: String, folder: String, first: String)
  /// Slides of two runs have a picture of one name.
  case sharedFile(file: String, slide: String, folder: String, otherSlide: String, first: String)
  /// Parts of one run were told different pixel sizes, in µm; nil for none.
  case otherPixelSize(folder: String, size: String?, first: String, firstSize: String?)
  /// Parts of one run were told different things about which slides a case has.
  case otherCases(folder: String, first: String)

  /// What was found where, and what to do.
  public var description: String {
    switch self {
    case .unfinished(let folder):
      "\(folder): the run did not come to its end; give its command again, or join what is there "
        + "with --force."
    case .otherSettings(let folder, let first):
      "\(folder): made with other settings than \(first) (profile, hotspot, model or version); "
        + "measure both with the same, or join them as they are with --force."
    case .otherSlide(let slide, let folder, let first):
      "\(folder): its slide \(slide) is another one than that of \(first); give the slides names "
        + "of their own in a manifest, or keep the first with --force."
    case .otherCaseOfSlide(let slide, let name, let folder, let otherName, let first):
      "\(folder): has slide \(slide) in case \(name), \(first) in case \(otherName); correct the "
        + "manifest, or keep case \(otherName) with --force."
    case .otherRun(let folder, let slide):
      "\(folder): holds a run with slide \(slide), which is not among those that are joined and would "
        + "be lost; name another folder with --out, join that one as well, or give it up with "
        + "--force."
    case .unreadableTarget(let reason):
      "\(reason) What is there would be lost by joining into its folder; name another one with "
        + "--out, or give it up with --force."
    case .otherCase(let name, let folder, let first):
      "\(folder): says something else about case \(name) than \(first) (site, differentiation, "
        + "mitoses or the like); correct the manifest, or keep the first with --force."
    case .sharedFile(let file, let slide, let folder, let otherSlide, let first):
      "\(folder): its slide \(slide) and slide \(otherSlide) of \(first) both have a file "
        + "\(file); measure both in one run, or give one of them another name in a manifest."
    default:
      partDescription
    }
  }

  /// What parts of one run disagree about.
  private var partDescription: String {
    switch self {
    case .otherPixelSize(let folder, let size, let first, let firstSize):
      "\(folder): measured \(Self.option(size)), but \(first), a part of the same run, "
        + "\(Self.option(firstSize)); give every part the same --mpp, or join them as they are with "
        + "--force."
    case .otherCases(let folder, let first):
      "\(folder): its inputs put slides into other cases than those of \(first), a part of the same "
        + "run; give the command of every part again with the same manifest, or join them as they "
        + "are with --force."
    default: ""
    }
  }

  private static func option(_ size: String?) -> String {
    size.map { "with --mpp \($0)" } ?? "without --mpp"
  }
}
